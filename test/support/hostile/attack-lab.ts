import type { Server } from 'node:http';
import {
  MisfitEventBus,
  MisfitNotificationModule,
  type Fetch,
  type MisfitNotificationOptions,
} from 'nestjs-misfit-notification';
import { MisfitSimulator, misfitUpdate } from 'nestjs-misfit-notification/testing';
import { bootstrap, type AdapterName, type RunningApp } from '../apps/adapters.js';
import { HandClock } from '../clocks/hand-clock.js';
import { listener } from '../apps/listeners.js';

/** The time for the simulator and for every application of a test file. */
export const clock = new HandClock();

/** Whose signature the applications believe. One for a test file: making its key takes a while. */
export const simulator = new MisfitSimulator({ clock: clock.read, retries: 0 });

/** A genuine notification of one update. */
export const notification = (subject?: string) => simulator.notification([misfitUpdate()], subject);

/** The one URL that a genuine message sends the server to. */
export const CERTIFICATE_URL = notification().SigningCertURL;

export type Headers = Readonly<Record<string, string>>;

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly duration: number;
}

/** Everything that a request has brought about. */
export interface Outcome {
  readonly status: number;
  readonly body: string;
  /** Answered within a second. */
  readonly isPrompt: boolean;
  /** Codes of what `rejections$` has shown. */
  readonly codes: readonly string[];
  /** Ids of the objects whose events the handler has been given. */
  readonly handled: readonly string[];
  /** The same for an observer of the bus. */
  readonly observed: readonly string[];
  /** Class names of what `subscriptions$` has shown. */
  readonly subscriptions: readonly string[];
  /** URLs of the requests that have left the server. */
  readonly requests: readonly string[];
}

const NOTHING = { codes: [], handled: [], observed: [], subscriptions: [], requests: [] };

/** The outcome of a refusal: a bare status, one code, and nothing else. */
export function refused(status: number, code: string, requests: readonly string[] = []): Outcome {
  return { ...NOTHING, status, body: '', isPrompt: true, codes: [code], requests };
}

/** The outcome of a notification that is taken. */
export function delivered(message: { Message: string }, requests: readonly string[]): Outcome {
  const ids = idsIn(message);
  return { ...taken(requests), handled: ids, observed: ids };
}

/** The outcome of a message that is taken and shows nothing to the handlers. */
export function taken(requests: readonly string[], ...subscriptions: readonly string[]): Outcome {
  return { ...NOTHING, status: 200, body: '', isPrompt: true, subscriptions, requests };
}

/** Ids of the objects that a notification is about. */
export function idsIn({ Message }: { Message: string }): string[] {
  return (JSON.parse(Message) as { id: string }[]).map(({ id }) => id);
}

export interface LabOptions extends Omit<MisfitNotificationOptions, 'clock'> {
  readonly handle?: (event: { readonly id: string }) => unknown;
}

/** A running application, and a record of all that it does. */
export class AttackLab {
  readonly codes: string[] = [];
  readonly handled: string[] = [];
  readonly observed: string[] = [];
  readonly subscriptions: string[] = [];
  readonly requests: string[] = [];
  private running!: RunningApp;

  static async open(adapter: AdapterName, options: LabOptions = {}): Promise<AttackLab> {
    const lab = new AttackLab();
    const { handle, fetch = simulator.fetch, ...rest } = options;
    const module = MisfitNotificationModule.forRoot({
      ...rest,
      clock: clock.read,
      fetch: lab.recording(fetch),
    });
    const Everything = listener('Everything', '*', (event) => {
      lab.handled.push(event.id);
      return handle?.(event);
    });
    lab.running = await bootstrap({ imports: [module], providers: [Everything] }, { adapter });
    lab.watch(lab.running.app.get(MisfitEventBus, { strict: false }));
    return lab;
  }

  get server(): Server {
    return this.running.app.getHttpServer() as Server;
  }

  get url(): string {
    return `${this.running.origin}/misfit/notification`;
  }

  /** Posts a message, or any text or bytes, and says what came of it. */
  async post(message: object | string, headers?: Headers): Promise<Outcome> {
    const before = this.counts();
    const { status, body, duration } = await this.send(message, headers);
    return {
      status,
      body,
      isPrompt: duration < 1_000,
      codes: this.codes.slice(before.codes),
      handled: this.handled.slice(before.handled),
      observed: this.observed.slice(before.observed),
      subscriptions: this.subscriptions.slice(before.subscriptions),
      requests: this.requests.slice(before.requests),
    };
  }

  /** Posts, for use where several are under way at once. */
  async send(message: object | string, headers: Headers = headersOf(message)): Promise<Answer> {
    const isRaw = typeof message === 'string' || message instanceof Uint8Array;
    const start = performance.now();
    const response = await fetch(this.url, {
      method: 'POST',
      headers,
      body: isRaw ? message : JSON.stringify(message),
      redirect: 'manual',
    });
    const body = await response.text();
    return { status: response.status, body, duration: performance.now() - start };
  }

  private recording(fetch: Fetch): Fetch {
    return (url, init) => {
      this.requests.push(url.href);
      return fetch(url, init);
    };
  }

  private watch(bus: MisfitEventBus): void {
    bus.rejections$.subscribe(({ code }) => this.codes.push(code));
    bus.on('*').subscribe(({ id }) => this.observed.push(id));
    bus.subscriptions$.subscribe((event) => this.subscriptions.push(event.constructor.name));
  }

  private counts() {
    const { codes, handled, observed, subscriptions, requests } = this;
    return {
      codes: codes.length,
      handled: handled.length,
      observed: observed.length,
      subscriptions: subscriptions.length,
      requests: requests.length,
    };
  }
}

/** As SNS sends them, where the forged value fits into a header at all. */
function headersOf(message: object | string): Headers {
  const headers = { 'content-type': 'text/plain; charset=UTF-8' };
  const type = typeof message === 'object' && 'Type' in message ? message.Type : 'Notification';
  const fits = typeof type === 'string' && /^[\x21-\x7e]+$/.test(type);
  return fits ? { ...headers, 'x-amz-sns-message-type': type } : headers;
}
