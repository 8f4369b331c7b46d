import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  MisfitNotificationModule,
  OnMisfitEvent,
  type GoalUpdated,
} from 'nestjs-misfit-notification';
import { MisfitSimulator, misfitUpdate } from 'nestjs-misfit-notification/testing';

const simulator = new MisfitSimulator();

@Injectable()
class GoalListener {
  @OnMisfitEvent('goals.updated')
  onGoal(event: GoalUpdated): void {
    console.log(`goal of ${event.ownerId}`);
  }
}

@Module({
  imports: [MisfitNotificationModule.forRoot({ fetch: simulator.fetch })],
  providers: [GoalListener],
})
class AppModule {}

const app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: false });
await app.listen(0, '127.0.0.1');
const url = `${await app.getUrl()}/misfit/notification`;
const { status } = await simulator.deliver(url, [
  misfitUpdate('goals.updated', { ownerId: 'ada' }),
]);
console.log(`answered ${status}`);
await app.close();
