import { EventEmitter, once } from 'node:events';
import type { Server } from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import express, { type RequestHandler } from 'express';
import { simulatorFetch } from 'nestjs-misfit-notification/testing';
import { onTestFinished } from 'vitest';

interface Validator {
  validate(message: object, callback: (error: Error | null) => void): void;
}
const MessageValidator = createRequire(import.meta.url)('sns-validator') as new () => Validator;

/** Verifies nothing, and confirms whatever it is asked to. */
export function startCredulousReceiver(): Promise<string> {
  return serve(express.json({ type: '*/*', strict: false, limit: '64mb' }), (request, response) => {
    const { SubscribeURL } = (request.body ?? {}) as { SubscribeURL?: string };
    if (SubscribeURL !== undefined) void fetch(SubscribeURL).catch(() => {});
    response.status(200).end();
  });
}

/** Express with `sns-validator` alone; its downloads go to the simulator at the port. */
export function startValidatorReceiver(port: number): Promise<string> {
  const fetchFromSimulator = simulatorFetch({ url: `http://127.0.0.1:${port}` });
  const { get } = https;
  onTestFinished(() => void Object.assign(https, { get }));
  const simulatedGet = (url: string, callback: (response: Readable) => void): EventEmitter => {
    const request = new EventEmitter();
    fetchFromSimulator(url).then(
      async (answer) => {
        const body = Readable.from([await answer.text()]);
        callback(Object.assign(body, { statusCode: answer.status }));
      },
      (error: unknown) => request.emit('error', error),
    );
    return request;
  };
  Object.assign(https, { get: simulatedGet });
  const validator = new MessageValidator();
  return serve(express.text({ type: '*/*', limit: '1mb' }), (request, response) => {
    validator.validate(JSON.parse(request.body as string) as object, (error) => {
      response.status(error === null ? 200 : 403).end();
    });
  });
}

async function serve(...handlers: RequestHandler[]): Promise<string> {
  const app = express();
  // Express would print each error.
  app.set('env', 'test');
  app.post('/', ...handlers);
  const server: Server = app.listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
