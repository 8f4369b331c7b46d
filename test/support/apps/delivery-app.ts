import type { ModuleMetadata } from '@nestjs/common';
import {
  MisfitEventBus,
  MisfitNotificationModule,
  type Fetch,
  type MisfitNotificationExtras,
  type MisfitNotificationOptions,
} from 'nestjs-misfit-notification';
import { MisfitSimulator, type DeliveryRecord } from 'nestjs-misfit-notification/testing';
import { bootstrap, type BootstrapOptions, type RunningApp } from './adapters.js';
import type { Gate } from '../clocks/gate.js';

export interface DeliveryAppOptions extends BootstrapOptions, ModuleMetadata {
  readonly module?: MisfitNotificationOptions & MisfitNotificationExtras;
}

export interface DeliveryApp extends RunningApp {
  readonly url: string;
  readonly bus: MisfitEventBus;
  /** Posts updates in one new notification, once, and says what was answered. */
  post(updates: unknown): Promise<number | undefined>;
  /** Posts a message, once, and says what was answered. */
  send(message: object): Promise<number | undefined>;
}

/** One for all applications of a test file: making its key takes a while. */
export const simulator = new MisfitSimulator({ retries: 0 });

/** The simulator's `fetch`, answering when the gate is opened. */
export function heldFetch(gate: Gate): Fetch {
  return async (url) => {
    await gate.opened;
    return simulator.fetch(url);
  };
}

function statusOf({ status }: DeliveryRecord): number | undefined {
  return status;
}

/** An application with the module and the given providers, fed by `simulator`. */
export async function startDeliveryApp(options: DeliveryAppOptions): Promise<DeliveryApp> {
  const { module, imports = [], providers, controllers, ...server } = options;
  const notifications = MisfitNotificationModule.forRoot({ fetch: simulator.fetch, ...module });
  const metadata = { imports: [notifications, ...imports], providers, controllers };
  const running = await bootstrap(metadata, server);
  const url = `${running.origin}/misfit/notification`;
  return {
    ...running,
    url,
    bus: running.app.get(MisfitEventBus, { strict: false }),
    send: async (message) => statusOf(await simulator.send(url, message)),
    post: async (updates) => statusOf(await simulator.send(url, simulator.notification(updates))),
  };
}
