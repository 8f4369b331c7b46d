import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

interface Link {
  readonly client: Socket;
  readonly server: Socket;
}

/** A TCP proxy on the loopback interface that treats its connections as a bad network does. */
export class FaultyProxy {
  private readonly links = new Set<Link>();
  private readonly listener = createServer((client) => this.link(client));
  private replyDelay = 0;
  private isHolding = false;

  /** Starts one until the test ends. */
  static async start(targetPort: number): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(targetPort);
    proxy.listener.listen(0, '127.0.0.1');
    await once(proxy.listener, 'listening');
    onTestFinished(() => proxy.close());
    return proxy;
  }

  private constructor(private readonly targetPort: number) {}

  get port(): number {
    return (this.listener.address() as AddressInfo).port;
  }

  /** Breaks every connection with a TCP reset. */
  reset(): void {
    for (const { client, server } of this.links) {
      client.resetAndDestroy();
      server.destroy();
    }
  }

  /** Ends the direction to the client of every connection; the other stays open. */
  halfClose(): void {
    for (const { client } of this.links) client.end();
  }

  /** Passes replies on so many milliseconds later. */
  delayReplies(milliseconds: number): void {
    this.replyDelay = milliseconds;
  }

  /** Passes no reply on until `releaseReplies`; what clients send reaches the server. */
  holdReplies(): void {
    this.isHolding = true;
    for (const { server } of this.links) server.pause();
  }

  releaseReplies(): void {
    this.isHolding = false;
    for (const { server } of this.links) server.resume();
  }

  private link(client: Socket): void {
    const link: Link = { client, server: connect(this.targetPort, '127.0.0.1') };
    this.links.add(link);
    const { server } = link;
    client.on('data', (data) => server.write(data));
    // One after the other: bytes keep their order when the delay becomes shorter.
    let passedOn = Promise.resolve();
    server.on('data', (data) => {
      const due = sleep(this.replyDelay);
      passedOn = Promise.all([passedOn, due]).then(() => {
        if (client.writable) client.write(data);
      });
    });
    if (this.isHolding) server.pause();
    for (const [socket, peer] of [
      [client, server],
      [server, client],
    ] as const) {
      socket.on('error', () => peer.destroy());
      socket.on('close', () => {
        this.links.delete(link);
        peer.destroy();
      });
    }
  }

  private close(): void {
    this.listener.close();
    this.reset();
  }
}
