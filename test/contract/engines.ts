import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import type { DurableDeliveryOptions } from 'nestjs-misfit-notification';
import { bullmqDelivery } from 'nestjs-misfit-notification/bullmq';
import { sqliteDelivery } from 'nestjs-misfit-notification/sqlite';
import {
  startWorld,
  untilStored,
  type DurableWorld,
  type DurableWorldOptions,
} from '../support/deliveries/durable-world.js';
import { FaultyDriver } from '../support/faults/faulty-driver.js';
import { isRedisMissing, useRedisServer, type RedisServer } from '../support/redis/redis-server.js';
import { DRIVERS, type SqliteDriver } from '../support/sqlite/sqlite-drivers.js';
import { crashedCopyOf, SOON } from '../support/sqlite/sqlite-world.js';
import { databasePath } from '../support/sqlite/temp-directory.js';

/** Options of the delivery, and what stands in for the application. */
export interface EngineOptions extends DurableDeliveryOptions {
  readonly world: DurableWorldOptions;
}

/** What a delivery stores. Deliveries that are started one after the other find the same jobs. */
export interface EngineStorage {
  /** Starts a delivery on this storage, until the test ends. */
  start(options: EngineOptions): Promise<DurableWorld>;

  /** What would be left if all processes crashed now. */
  crashed(): Promise<EngineStorage>;

  /** Makes the storage unusable for the running deliveries, until `bringBack` or the test's end. */
  takeAway(): Promise<void>;

  bringBack(): Promise<void>;
}

export interface EngineUse {
  /** Whether tests call `takeAway`. What is stored must outlast that, which makes writes slower. */
  readonly hasOutages?: boolean;
}

/** An engine under test. To test another one, add it to `ENGINES`. */
export interface Engine {
  readonly name: string;
  /** For `describe.skipIf`. */
  readonly isMissing: boolean;
  /** Call in `describe`. Returns a function that creates an empty storage. */
  readonly use: (options?: EngineUse) => () => EngineStorage;
}

class SqliteStorage implements EngineStorage {
  private readonly driver: FaultyDriver;

  constructor(
    private readonly open: SqliteDriver['open'],
    private readonly path = databasePath(),
  ) {
    this.driver = new FaultyDriver(open);
  }

  start({ world, ...options }: EngineOptions): Promise<DurableWorld> {
    const { path } = this;
    const { open } = this.driver;
    return startWorld(sqliteDelivery({ path, open, backoff: SOON, ...options }), world);
  }

  async crashed(): Promise<EngineStorage> {
    return new SqliteStorage(this.open, crashedCopyOf(this.path));
  }

  /** Every statement fails, as on a disk that is gone. */
  async takeAway(): Promise<void> {
    onTestFinished(() => this.bringBack());
    this.driver.fault = () => true;
  }

  async bringBack(): Promise<void> {
    this.driver.fault = () => false;
  }
}

/** So short that no test waits for the jobs of a crashed process. */
const LOCK_DURATION = 1_000;

/** Longer than every outage: a job whose lock runs out meanwhile is run again. */
const LOCK_DURATION_WITH_OUTAGES = 120_000;

class BullmqStorage implements EngineStorage {
  constructor(
    private readonly server: RedisServer,
    private readonly hasOutages: boolean,
    private readonly queueName: string = randomUUID(),
    private readonly db = 0,
  ) {}

  async start({ world, ...options }: EngineOptions): Promise<DurableWorld> {
    const { connection, queueName, hasOutages } = this;
    const lockDuration = hasOutages ? LOCK_DURATION_WITH_OUTAGES : LOCK_DURATION;
    const own = { connection, queueName, lockDuration, backoff: SOON };
    const started = await startWorld(bullmqDelivery({ ...own, ...options }), world);
    if (hasOutages) return started;
    // The 800 ms that a delivery may take are too short for a loaded machine.
    return { ...started, accept: untilStored(started.accept) };
  }

  /** A copy in the next database of the server. */
  async crashed(): Promise<EngineStorage> {
    const db = this.db + 1;
    const client = new Redis(this.connection);
    const keys = await client.keys(`{misfit}:${this.queueName}:*`);
    await Promise.all(keys.map((key) => client.call('COPY', key, key, 'DB', db)));
    await client.quit();
    return new BullmqStorage(this.server, this.hasOutages, this.queueName, db);
  }

  /** The server crashes. */
  async takeAway(): Promise<void> {
    onTestFinished(() => this.bringBack());
    await this.server.stop();
  }

  bringBack(): Promise<void> {
    return this.server.start();
  }

  private get connection() {
    const { host, port } = this.server;
    return { host, port, db: this.db };
  }
}

export const ENGINES: readonly Engine[] = [
  ...DRIVERS.map(({ name, open, isMissing }) => ({
    name: `SQLite (${name})`,
    isMissing,
    use: () => () => new SqliteStorage(open),
  })),
  {
    name: 'BullMQ',
    isMissing: isRedisMissing,
    use: ({ hasOutages = false } = {}) => {
      const server = useRedisServer({ isDurable: hasOutages });
      return () => new BullmqStorage(server, hasOutages);
    },
  },
];
