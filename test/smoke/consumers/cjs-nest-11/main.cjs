require('reflect-metadata');
const { NestFactory } = require('@nestjs/core');
const { MisfitNotificationModule, OnMisfitEvent } = require('nestjs-misfit-notification');
const { MisfitSimulator, misfitUpdate } = require('nestjs-misfit-notification/testing');

class GoalListener {
  onGoal(event) {
    console.log(`goal of ${event.ownerId}`);
  }
}
const { prototype } = GoalListener;
OnMisfitEvent('goals.updated')(
  prototype,
  'onGoal',
  Object.getOwnPropertyDescriptor(prototype, 'onGoal'),
);

async function main() {
  const simulator = new MisfitSimulator();
  const AppModule = {
    module: class AppModule {},
    imports: [MisfitNotificationModule.forRoot({ fetch: simulator.fetch })],
    providers: [GoalListener],
  };
  const app = await NestFactory.create(AppModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  const url = `${await app.getUrl()}/misfit/notification`;
  const update = misfitUpdate('goals.updated', { ownerId: 'ada' });
  const { status } = await simulator.deliver(url, [update]);
  console.log(`answered ${status}`);
  await app.close();
}

main();
