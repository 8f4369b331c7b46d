// Compiled, never run: each line below `@ts-expect-error` has to be refused.
import { Injectable, Module } from '@nestjs/common';
import {
  MemoryIdempotencyStore,
  MISFIT_TOPIC_ARNS,
  MisfitNotificationModule,
  SnsMessageVerifier,
  type IdempotencyStore,
  type MisfitDelivery,
  type MisfitNotificationOptions,
  type SnsMessage,
} from 'nestjs-misfit-notification';
import { MisfitSimulator } from 'nestjs-misfit-notification/testing';

@Injectable()
class Config {
  readonly appId = 'a'.repeat(24);
}

@Module({ providers: [Config], exports: [Config] })
class ConfigModule {}

@Injectable()
class OptionsFactory {
  create(): MisfitNotificationOptions {
    return { autoConfirm: false };
  }
}

export function rightOptions(delivery: MisfitDelivery) {
  return [
    MisfitNotificationModule.forRoot(),
    MisfitNotificationModule.forRoot({}),
    MisfitNotificationModule.forRoot({
      path: 'hooks/misfit',
      isGlobal: true,
      decorators: [Injectable()],
      optimizeExpress: false,
      topicArns: [...MISFIT_TOPIC_ARNS, 'arn:aws:sns:eu-west-1:123456789012:mine'],
      appId: 'a'.repeat(24),
      autoConfirm: false,
      maxMessageAge: 60_000,
      bodyLimit: 1_000,
      handlerTimeout: 1_000,
      signatureVersions: ['2'],
      idempotencyStore: new MemoryIdempotencyStore({ maxMessages: 10 }),
      delivery,
      fetch: new MisfitSimulator().fetch,
      clock: Date.now,
    }),
    MisfitNotificationModule.forRoot({ topicArns: MISFIT_TOPIC_ARNS, fetch }),
    MisfitNotificationModule.forRootAsync({
      path: 'hooks/misfit',
      isGlobal: true,
      decorators: [],
      imports: [ConfigModule],
      inject: [Config],
      useFactory: ({ appId }: Config) => ({ appId }),
    }),
    MisfitNotificationModule.forRootAsync({ useFactory: async () => ({ autoConfirm: true }) }),
    MisfitNotificationModule.forRootAsync({ useClass: OptionsFactory }),
    MisfitNotificationModule.forRootAsync({ useExisting: OptionsFactory }),
  ];
}

export function wrongOptions() {
  return [
    // @ts-expect-error: a list
    MisfitNotificationModule.forRoot({ topicArns: 'arn:aws:sns:us-east-1:123456789012:mine' }),
    // @ts-expect-error: a text
    MisfitNotificationModule.forRoot({ appId: 12 }),
    // @ts-expect-error: in milliseconds
    MisfitNotificationModule.forRoot({ maxMessageAge: '65m' }),
    // @ts-expect-error: in bytes
    MisfitNotificationModule.forRoot({ bodyLimit: '1mb' }),
    // @ts-expect-error: no such version
    MisfitNotificationModule.forRoot({ signatureVersions: ['3'] }),
    // @ts-expect-error: no store
    MisfitNotificationModule.forRoot({ idempotencyStore: new Map<string, string>() }),
    // @ts-expect-error: no delivery
    MisfitNotificationModule.forRoot({ delivery: 'queue' }),
    // @ts-expect-error: a function
    MisfitNotificationModule.forRoot({ clock: new Date() }),
    // @ts-expect-error: class decorators
    MisfitNotificationModule.forRoot({ decorators: ['Public'] }),
    // @ts-expect-error: no such option
    MisfitNotificationModule.forRoot({ topicArn: 'arn:aws:sns:us-east-1:123456789012:mine' }),
    // @ts-expect-error: what the factory returns has to be options
    MisfitNotificationModule.forRootAsync({ useFactory: () => ({ autoConfirm: 'yes' }) }),
    // @ts-expect-error: a class that creates options
    MisfitNotificationModule.forRootAsync({ useClass: Config }),
    // @ts-expect-error: path belongs beside the factory
    MisfitNotificationModule.forRootAsync({ path: 7, useFactory: () => ({}) }),
  ];
}

export class StoreOfPromises implements IdempotencyStore {
  async claim(messageId: string, tasks: readonly string[]) {
    return { messageId, token: '1', granted: tasks, busy: [] };
  }

  async renew(): Promise<void> {}

  async complete(): Promise<void> {}

  async release(): Promise<void> {}
}

export async function verifier(): Promise<string | undefined> {
  // @ts-expect-error: there is no default for whom to believe
  new SnsMessageVerifier({}).checkTopic('arn');
  const message: SnsMessage = await new SnsMessageVerifier({ topicArns: [] }).verify('{}');
  // @ts-expect-error: only a notification has one
  const early = message.Subject;
  // @ts-expect-error: nobody has signed it
  const unsigned = message.UnsubscribeURL;
  // @ts-expect-error: readonly
  message.Message = 'other';
  void [early, unsigned];
  return message.Type === 'Notification' ? message.Subject : message.Token;
}
