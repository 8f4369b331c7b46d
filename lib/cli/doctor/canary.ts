import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** A loopback server that nobody has a reason to contact. */
export class Canary {
  contacts = 0;
  private readonly server = createServer((socket) => {
    this.contacts++;
    socket.on('error', () => {});
    socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
  });

  private constructor() {}

  static async open(): Promise<Canary> {
    const canary = new Canary();
    canary.server.listen(0, '127.0.0.1');
    await once(canary.server, 'listening');
    return canary;
  }

  /** Host and port. */
  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
  }
}
