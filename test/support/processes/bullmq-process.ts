import type { BullmqDeliveryOptions } from 'nestjs-misfit-notification/bullmq';
import { runScript, type Child } from './child-process.js';

/** An application without a server that says which events it handles, and that its event loop turns. */
const APPLICATION = `
  import 'reflect-metadata';
  import { setTimeout as sleep } from 'node:timers/promises';
  import { Module, Injectable } from '@nestjs/common';
  import { NestFactory } from '@nestjs/core';
  import { MisfitNotificationModule, OnMisfitEvent } from 'nestjs-misfit-notification';
  import { bullmqDelivery } from 'nestjs-misfit-notification/bullmq';

  const [options, handlerTime] = process.argv.slice(2).map((argument) => JSON.parse(argument));
  class Goals {
    async handle({ id }) {
      console.log('begin ' + id);
      await sleep(Math.random() * handlerTime);
      console.log('end ' + id);
    }
  }
  Injectable()(Goals);
  OnMisfitEvent('*')(Goals.prototype, 'handle', Object.getOwnPropertyDescriptor(Goals.prototype, 'handle'));
  class AppModule {}
  Module({
    imports: [MisfitNotificationModule.forRoot({ delivery: bullmqDelivery(options) })],
    providers: [Goals],
  })(AppModule);

  const app = await NestFactory.createApplicationContext(AppModule);
  app.enableShutdownHooks();
  setInterval(() => console.log('tick ' + Date.now()), 100);
`;

/**
 * A worker in a process of its own, whose handler is `Goals.handle`, until the test ends.
 *
 * @param options as JSON can hold them.
 * @param handlerTime milliseconds that a handler takes at most.
 */
export function startBullmqProcess(options: BullmqDeliveryOptions, handlerTime = 0): Child {
  return runScript(APPLICATION, JSON.stringify(options), JSON.stringify(handlerTime));
}

/** What follows a word in the lines that such a process has written. */
export function wordsAfter(word: 'begin' | 'end' | 'tick', child: Child): string[] {
  return [...child.output().matchAll(new RegExp(`^${word} (.+)$`, 'gm'))].map(
    ([, id]) => id as string,
  );
}
