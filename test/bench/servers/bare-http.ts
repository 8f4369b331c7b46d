import { createVerify, X509Certificate } from 'node:crypto';
import { createServer } from 'node:http';
import { announce, readWorkload } from './serve.js';
import { holdsUpdates } from './updates.js';

/**
 * The limit: what no receiver can do without. The body and its Message parsed, the signature
 * verified with a key that is at hand, every update looked at, 200. It trusts everything else.
 */
const { certificate } = readWorkload();
const { publicKey } = new X509Certificate(certificate);

interface Notification {
  readonly Message: string;
  readonly MessageId: string;
  readonly Signature: string;
  readonly Timestamp: string;
  readonly TopicArn: string;
  readonly Type: string;
}

function isGenuine(message: Notification): boolean {
  const verify = createVerify('RSA-SHA1');
  verify.update('Message\n');
  verify.update(message.Message);
  verify.update(
    `\nMessageId\n${message.MessageId}\nTimestamp\n${message.Timestamp}\n` +
      `TopicArn\n${message.TopicArn}\nType\n${message.Type}\n`,
  );
  return verify.verify(publicKey, message.Signature, 'base64');
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    const message = JSON.parse(String(body)) as Notification;
    response.statusCode = isGenuine(message) && holdsUpdates(message.Message) ? 200 : 403;
    response.end();
  });
});
server.listen(0, '127.0.0.1', () => announce(server, '/'));
