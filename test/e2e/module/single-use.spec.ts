import { Module } from '@nestjs/common';
import {
  MisfitNotificationModule,
  MisfitNotificationOptionsError,
} from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { ADAPTERS, bootstrap } from '../../support/apps/adapters.js';

const { forRoot, forRootAsync } = {
  forRoot: (path?: string) => MisfitNotificationModule.forRoot(path === undefined ? {} : { path }),
  forRootAsync: () => MisfitNotificationModule.forRootAsync({ useFactory: () => ({}) }),
};

@Module({ imports: [forRoot('hooks/feature')] })
class FeatureModule {}

const TWICE = [
  { title: 'two of the same path', imports: () => [forRoot(), forRoot()] },
  { title: 'two of different paths', imports: () => [forRoot('a'), forRoot('b')] },
  { title: 'forRoot and forRootAsync', imports: () => [forRoot(), forRootAsync()] },
  { title: 'one in a module that is imported', imports: () => [FeatureModule, forRoot()] },
];

@Module({ imports: [MisfitNotificationModule] })
class BareFeatureModule {}

const BARE = [
  { title: 'alone', imports: [MisfitNotificationModule] },
  { title: 'after forRoot', imports: [forRoot(), BareFeatureModule] },
  { title: 'before forRootAsync', imports: [BareFeatureModule, forRootAsync()] },
];

describe.each(ADAPTERS)('on %s', (adapter) => {
  it.each(TWICE)('a second forRoot ends the start with a clear error: $title', async (twice) => {
    const starting = bootstrap({ imports: twice.imports() }, { adapter });
    await expect(starting).rejects.toThrow(MisfitNotificationOptionsError);
    await expect(starting).rejects.toThrow(
      /^MisfitNotificationModule\.forRoot\(\) was called 2 times in this application: call it once/,
    );
  });

  it.each(BARE)('the class itself ends the start with what to write: $title', async (bare) => {
    const starting = bootstrap({ imports: bare.imports }, { adapter });
    await expect(starting).rejects.toThrow(MisfitNotificationOptionsError);
    await expect(starting).rejects.toThrow(/write MisfitNotificationModule\.forRoot\(\)/);
  });

  it('one forRoot may be imported by any number of modules', async () => {
    const shared = forRoot();
    @Module({ imports: [shared] })
    class OneModule {}
    @Module({ imports: [shared, OneModule] })
    class OtherModule {}
    const starting = bootstrap({ imports: [OtherModule, shared] }, { adapter });
    await expect(starting).resolves.toBeDefined();
  });
});
