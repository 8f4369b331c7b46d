import { EventEmitter } from 'node:events';
import https from 'node:https';
import { Readable } from 'node:stream';
import { createRequire } from 'node:module';
import express from 'express';
import { announce, readWorkload } from './serve.js';
import { holdsUpdates } from './updates.js';

/** What most tutorials build: Express 5, and the `sns-validator` package. */
const { certificate } = readWorkload();

// The package downloads the certificate by itself, once: here from memory.
const get = (_url: string, callback: (response: Readable) => void): EventEmitter => {
  callback(Object.assign(Readable.from([certificate]), { statusCode: 200 }));
  return new EventEmitter();
};
Object.assign(https, { get });

interface Validator {
  validate(
    message: object,
    callback: (error: Error | null, message: { Message: string }) => void,
  ): void;
}

const MessageValidator = createRequire(import.meta.url)('sns-validator') as new () => Validator;
const validator = new MessageValidator();

const app = express();
app.use(express.text({ type: '*/*', limit: '1mb' }));
app.post('/', (request, response) => {
  validator.validate(JSON.parse(request.body as string) as object, (error, message) => {
    const isGood = error === null && holdsUpdates(message.Message);
    response.status(isGood ? 200 : 403).end();
  });
});
const server = app.listen(0, '127.0.0.1', () => announce(server, '/'));
