import { Controller, Get, Inject, Injectable, Module, type Provider } from '@nestjs/common';
import {
  DuplicateHandlerNameError,
  MisfitEventBus,
  OnMisfitEvent,
  type MisfitEvent,
} from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import { listener } from '../../support/apps/listeners.js';

let calls: string[] = [];

@Injectable()
class Plain {
  readonly name: string = 'Plain';

  @OnMisfitEvent('goals')
  onGoal({ id }: MisfitEvent): void {
    calls.push(`${this.name} ${id}`);
  }
}

@Injectable()
class Heir extends Plain {
  override readonly name = 'Heir';
}

@Injectable()
class OverridingHeir extends Plain {
  override onGoal({ id }: MisfitEvent): void {
    calls.push(`OverridingHeir ${id}`);
  }
}

@Controller('plain')
class ListeningController {
  @Get()
  get(): string {
    return 'own route';
  }

  @OnMisfitEvent('goals')
  onGoal({ id }: MisfitEvent): void {
    calls.push(`Controller ${id}`);
  }
}

@Injectable()
class ManyPatterns {
  @OnMisfitEvent('goals')
  @OnMisfitEvent('goals.created')
  @OnMisfitEvent(['*', 'sleeps'])
  onAny({ id }: MisfitEvent): void {
    calls.push(`Many ${id}`);
  }
}

@Injectable()
class GetterThatThrows {
  get connection(): never {
    throw new Error('not connected yet');
  }

  @OnMisfitEvent('goals')
  onGoal({ id }: MisfitEvent): void {
    calls.push(`Getter ${id}`);
  }
}

const symbol = Symbol('token');
const record =
  (name: string) =>
  ({ id }: MisfitEvent) =>
    calls.push(`${name} ${id}`);

const proxyThatThrows = new Proxy(
  {},
  {
    get(_, property): unknown {
      // Nest itself looks for a promise, the class, and its lifecycle hooks.
      if (typeof property === 'symbol' || /^(then|constructor|on|before)/.test(property))
        return undefined;
      throw new Error(`touched: ${property}`);
    },
  },
);

const KINDS: readonly [string, Provider[], string[]][] = [
  ['a provider', [Plain], ['Plain']],
  ['a class that inherits the method', [Heir], ['Heir']],
  ['a class that overrides the method without a decorator', [OverridingHeir], ['OverridingHeir']],
  ['both the parent and the heir', [Plain, Heir], ['Heir', 'Plain']],
  ['a method with several decorators, once', [ManyPatterns], ['Many']],
  ['a class whose getter throws', [GetterThatThrows], ['Getter']],
  ['useValue', [{ provide: symbol, useValue: new Plain() }], ['Plain']],
  ['useFactory', [{ provide: 'TOKEN', useFactory: () => new Heir() }], ['Heir']],
  ['an async useFactory', [{ provide: 'T', useFactory: async () => new Heir() }], ['Heir']],
  ['useClass', [{ provide: 'TOKEN', useClass: Plain }], ['Plain']],
  ['useClass beside the class', [Plain, { provide: 'T', useClass: Plain }], ['Plain', 'Plain']],
  ['useExisting, once', [Plain, { provide: 'ALIAS', useExisting: Plain }], ['Plain']],
  [
    'a factory that hands on another provider, once',
    [Plain, { provide: 'T', inject: [Plain], useFactory: (plain: Plain) => plain }],
    ['Plain'],
  ],
  ['null', [Plain, { provide: 'T', useValue: null }], ['Plain']],
  ['undefined', [Plain, { provide: 'T', useFactory: () => undefined }], ['Plain']],
  ['a primitive', [Plain, { provide: 'T', useValue: 7 }], ['Plain']],
  ['a function', [Plain, { provide: 'T', useValue: () => 'called' }], ['Plain']],
  ['Object.create(null)', [Plain, { provide: 'T', useValue: Object.create(null) }], ['Plain']],
  ['an array', [Plain, { provide: 'T', useValue: [new Plain()] }], ['Plain']],
  ['a Proxy that throws', [Plain, { provide: 'T', useFactory: () => proxyThatThrows }], ['Plain']],
  ['a Proxy of a listener', [{ provide: 'T', useValue: new Proxy(new Plain(), {}) }], ['Plain']],
];

beforeEach(() => {
  calls = [];
});

describe.each(ADAPTERS)('the methods found on %s', (adapter) => {
  it.each(KINDS)('are those of %s', async (_, providers, expected) => {
    const app = await startDeliveryApp({ adapter, providers });
    const message = simulator.notification([misfitUpdate('goals.created', { id: 'a' })]);
    expect(await app.send(message)).toBe(200);
    expect(await app.send(message)).toBe(200);
    expect(calls.toSorted()).toEqual(expected.map((name) => `${name} a`));
  });

  it('are those of a controller, whose routes stay as they are', async () => {
    const app = await startDeliveryApp({ adapter, controllers: [ListeningController] });
    expect(await app.post([misfitUpdate('goals.created', { id: 'a' })])).toBe(200);
    expect(calls).toEqual(['Controller a']);
    expect(await (await fetch(`${app.origin}/plain`)).text()).toBe('own route');
  });

  it('are told apart by their modules where classes have the same name', async () => {
    const modules = ['East', 'West'].map((name) => {
      @Module({ providers: [listener('Twin', 'goals', record(name))] })
      class Feature {}
      Object.defineProperty(Feature, 'name', { value: `${name}Module` });
      return Feature;
    });
    let isBroken = true;
    const logger = new CollectingLogger();
    const broken = listener('Twin', 'goals', ({ id }) => {
      calls.push(`Broken ${id}`);
      if (isBroken) throw new Error('broken');
    });
    const app = await startDeliveryApp({
      adapter,
      logger,
      imports: modules,
      providers: [broken],
    });
    const names = logger.find('log', 'handles goals').map((line) => line.split(' ')[0]);
    expect(names).toHaveLength(3);
    expect(names).toEqual(
      expect.arrayContaining(['EastModule/Twin.handle', 'WestModule/Twin.handle']),
    );

    const message = simulator.notification([misfitUpdate('goals.created', { id: 'a' })]);
    expect(await app.send(message)).toBe(503);
    isBroken = false;
    expect(await app.send(message)).toBe(200);
    expect(calls.toSorted()).toEqual(['Broken a', 'Broken a', 'East a', 'West a']);
  });

  it('refuse to start with two classes of one name in one module, and say what to do', async () => {
    const twins = ['A', 'B'].map((name) => listener('Twin', '*', record(name)));
    const started = startDeliveryApp({ adapter, providers: twins });
    await expect(started).rejects.toThrow(DuplicateHandlerNameError);
    await expect(started).rejects.toThrow(/2 handlers are named \w+\/Twin\.handle: .*\{ name: /);
  });

  it('are logged by the name in their options', async () => {
    class Named {
      @OnMisfitEvent('goals', { name: 'refresh-goal' })
      onGoal({ id }: MisfitEvent): void {
        calls.push(`Named ${id}`);
      }
    }
    const logger = new CollectingLogger();
    const app = await startDeliveryApp({ adapter, logger, providers: [Named] });
    expect(logger.find('log', 'handles goals')).toEqual(['refresh-goal handles goals']);
    expect(await app.post([misfitUpdate('goals.created', { id: 'a' })])).toBe(200);
    expect(calls).toEqual(['Named a']);
  });

  it('may belong to a provider that injects the bus', async () => {
    @Injectable()
    class Watching {
      constructor(@Inject(MisfitEventBus) readonly bus: MisfitEventBus) {
        bus.on('goals.created').subscribe(({ id }) => calls.push(`bus ${id}`));
      }

      @OnMisfitEvent('goals')
      onGoal({ id }: MisfitEvent): void {
        calls.push(`handler ${id}`);
      }
    }
    const app = await startDeliveryApp({
      adapter,
      module: { isGlobal: true },
      providers: [Watching],
    });
    expect(await app.post([misfitUpdate('goals.created', { id: 'a' })])).toBe(200);
    expect(calls.toSorted()).toEqual(['bus a', 'handler a']);
  });
});
