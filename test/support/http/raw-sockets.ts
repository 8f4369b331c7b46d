import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** The head of a post as SNS sends it, with the header that tells how long the body is. */
export function postHead(url: string, length: number | 'chunked'): string {
  const { host, pathname } = new URL(url);
  return [
    `POST ${pathname} HTTP/1.1`,
    `Host: ${host}`,
    'Content-Type: text/plain; charset=UTF-8',
    length === 'chunked' ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`,
    '\r\n',
  ].join('\r\n');
}

export interface RawSocket {
  readonly socket: Socket;
  /** The status of the first answer, or `undefined` where the connection ends without one. */
  readonly status: Promise<number | undefined>;
  /** Resolves when the connection is closed, whoever closes it. */
  readonly closed: Promise<void>;
}

/** Writes these pieces to a new connection, and leaves it open until the test ends. */
export function openRaw(url: string, ...pieces: (string | Buffer)[]): RawSocket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  // A server that hangs up in the middle of a body resets the connection.
  socket.on('error', () => undefined);
  for (const piece of pieces) socket.write(piece);
  const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
  const status = new Promise<number | undefined>((resolve) => {
    socket.once('data', (answer) => resolve(Number(answer.toString('latin1').slice(9, 12))));
    void closed.then(() => resolve(undefined));
  });
  return { socket, status, closed };
}
