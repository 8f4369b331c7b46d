import { Injectable, Module } from '@nestjs/common';
import {
  MisfitEventBus,
  MisfitNotificationModule,
  SnsMessageVerifier,
  SnsSignatureGuard,
} from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { ADAPTERS, bootstrap } from '../../support/apps/adapters.js';

@Injectable()
class Watcher {
  constructor(
    readonly bus: MisfitEventBus,
    readonly verifier: SnsMessageVerifier,
    readonly guard: SnsSignatureGuard,
  ) {}
}

/** Imports nothing. */
@Module({ providers: [Watcher] })
class WatcherModule {}

const noOptions = { useFactory: () => ({}) };

describe.each(ADAPTERS)('on %s', (adapter) => {
  it.each([
    { form: 'forRoot', module: MisfitNotificationModule.forRoot({ isGlobal: true }) },
    {
      form: 'forRootAsync',
      module: MisfitNotificationModule.forRootAsync({ ...noOptions, isGlobal: true }),
    },
  ])('with isGlobal in $form, every module can inject what is exported', async ({ module }) => {
    const { app } = await bootstrap({ imports: [module, WatcherModule] }, { adapter });
    const watcher = app.get(Watcher, { strict: false });
    expect(watcher.bus).toBeInstanceOf(MisfitEventBus);
    expect(watcher.verifier).toBeInstanceOf(SnsMessageVerifier);
    expect(watcher.guard).toBeInstanceOf(SnsSignatureGuard);
  });

  it.each([
    { form: 'forRoot', module: MisfitNotificationModule.forRoot() },
    { form: 'forRootAsync', module: MisfitNotificationModule.forRootAsync(noOptions) },
  ])('without isGlobal in $form, a module has to import it', async ({ module }) => {
    const starting = bootstrap({ imports: [module, WatcherModule] }, { adapter });
    await expect(starting).rejects.toThrow(/MisfitEventBus/);

    const shared = MisfitNotificationModule.forRoot();
    @Module({ imports: [shared], providers: [Watcher] })
    class ImportingModule {}
    const { app } = await bootstrap({ imports: [shared, ImportingModule] }, { adapter });
    expect(app.get(Watcher, { strict: false }).bus).toBe(
      app.get(MisfitEventBus, { strict: false }),
    );
  });
});
