import { sqliteDelivery, SqliteDriverMissingError } from 'nestjs-misfit-notification/sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { contextOf, rejection } from '../../support/deliveries/durable-world.js';
import { databasePath } from '../../support/sqlite/temp-directory.js';

describe('sqliteDelivery without a driver', () => {
  afterEach(() => {
    vi.doUnmock('libsql');
  });

  it('says at start what is to be installed, or set', async () => {
    vi.doMock('libsql', () => {
      throw new Error("Cannot find package 'libsql'");
    });
    const delivery = sqliteDelivery({ path: databasePath() });
    const start = Promise.resolve(delivery.start(contextOf({ handlers: {} }).context));
    const error = (await rejection(start)) as Error;
    expect(error).toBeInstanceOf(SqliteDriverMissingError);
    expect(error.message).toContain('npm install libsql');
    expect(error.message).toContain('node:sqlite');
    expect(error.cause).toBeInstanceOf(Error);
  });
});
