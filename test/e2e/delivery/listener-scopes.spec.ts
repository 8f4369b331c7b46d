import { Controller, Inject, Injectable, Scope } from '@nestjs/common';
import { ContextIdFactory, REQUEST, type ContextId, type ContextIdStrategy } from '@nestjs/core';
import { OnMisfitEvent, type GoalEvent, type MisfitEvent } from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';

let instances = 0;
let calls: { instance: object; event: MisfitEvent; request?: unknown }[] = [];

class Counted {
  readonly number = ++instances;
}

@Injectable({ scope: Scope.REQUEST })
class Audit {
  constructor(@Inject(REQUEST) readonly request: unknown) {}
}

@Injectable({ scope: Scope.REQUEST })
class RequestScoped extends Counted {
  constructor(
    @Inject(REQUEST) readonly request: unknown,
    readonly audit: Audit,
  ) {
    super();
  }

  @OnMisfitEvent('goals')
  onGoal(event: GoalEvent): void {
    calls.push({ instance: this, event, request: this.request });
  }

  @OnMisfitEvent('*')
  async onAny(event: MisfitEvent): Promise<void> {
    await Promise.resolve();
    calls.push({ instance: this, event, request: this.audit.request });
  }
}

/** A singleton by its own decorator, but for what it injects. */
@Injectable()
class ScopedByDependency extends Counted {
  constructor(readonly audit: Audit) {
    super();
  }

  @OnMisfitEvent('goals')
  onGoal(event: GoalEvent): void {
    calls.push({ instance: this, event, request: this.audit.request });
  }
}

@Injectable({ scope: Scope.TRANSIENT })
class TransientListener extends Counted {
  @OnMisfitEvent('goals')
  onGoal(event: GoalEvent): void {
    calls.push({ instance: this, event });
  }
}

@Controller({ path: 'scoped', scope: Scope.REQUEST })
class ScopedController extends Counted {
  constructor(@Inject(REQUEST) readonly request: unknown) {
    super();
  }

  @OnMisfitEvent('goals')
  onGoal(event: GoalEvent): void {
    calls.push({ instance: this, event, request: this.request });
  }
}

@Injectable({ scope: Scope.REQUEST, durable: true })
class TenantListener extends Counted {
  constructor(@Inject(REQUEST) readonly tenant: { owner: string }) {
    super();
  }

  @OnMisfitEvent('goals')
  onGoal(event: GoalEvent): void {
    calls.push({ instance: this, event, request: this.tenant });
  }
}

class PerOwner implements ContextIdStrategy<MisfitEvent> {
  private readonly owners = new Map<string, ContextId>();

  attach(contextId: ContextId, { ownerId }: MisfitEvent) {
    const own = this.owners.get(ownerId) ?? ContextIdFactory.create();
    this.owners.set(ownerId, own);
    return {
      resolve: ({ isTreeDurable }: { isTreeDurable: boolean }) => (isTreeDurable ? own : contextId),
      payload: { owner: ownerId },
    };
  }
}

const twoGoals = ['a', 'b'].map((id) => misfitUpdate('goals.created', { id, ownerId: 'ada' }));

beforeEach(() => {
  calls = [];
  instances = 0;
});

describe.each(ADAPTERS)('handlers on %s', (adapter) => {
  it('of a request-scoped provider share an instance for each event, which is its REQUEST', async () => {
    const app = await startDeliveryApp({ adapter, providers: [RequestScoped, Audit] });
    instances = 0;
    expect(await app.post(twoGoals)).toBe(200);
    expect(calls).toHaveLength(4);
    for (const { event, request } of calls) expect(request).toBe(event);
    const byEvent = new Map(calls.map(({ event, instance }) => [event.id, instance]));
    for (const { event, instance } of calls) expect(instance).toBe(byEvent.get(event.id));
    expect(byEvent.get('a')).not.toBe(byEvent.get('b'));
    expect(instances).toBe(2);
  });

  it.each([
    ['of a provider that depends on a request-scoped one', [ScopedByDependency, Audit], []],
    ['of a request-scoped controller', [], [ScopedController]],
  ])('%s have an instance for each event', async (_, providers, controllers) => {
    const app = await startDeliveryApp({ adapter, providers, controllers });
    expect(await app.post(twoGoals)).toBe(200);
    expect(calls.map(({ event }) => event.id)).toEqual(['a', 'b']);
    expect(calls[0]?.instance).not.toBe(calls[1]?.instance);
    for (const { event, request } of calls) expect(request).toBe(event);
  });

  it('of a transient provider have an instance of their own for each event', async () => {
    const app = await startDeliveryApp({ adapter, providers: [TransientListener] });
    expect(await app.post(twoGoals)).toBe(200);
    expect(calls.map(({ event }) => event.id)).toEqual(['a', 'b']);
    const [first, second] = calls.map(({ instance }) => instance);
    expect(first).toBeInstanceOf(TransientListener);
    expect(second).toBeInstanceOf(TransientListener);
    expect(first).not.toBe(second);
  });

  it('of scoped providers are run again only when they failed', async () => {
    let failures = 1;
    @Injectable({ scope: Scope.REQUEST })
    class Flaky {
      @OnMisfitEvent('goals')
      onGoal(event: GoalEvent): void {
        calls.push({ instance: this, event });
        if (event.id === 'b' && failures-- > 0) throw new Error('not yet');
      }
    }
    const app = await startDeliveryApp({ adapter, providers: [Flaky] });
    const message = simulator.notification(twoGoals);
    expect(await app.send(message)).toBe(503);
    expect(await app.send(message)).toBe(200);
    expect(calls.map(({ event }) => event.id)).toEqual(['a', 'b', 'b']);
  });

  it('of a scoped provider that cannot be made fail, and no other', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Unmakeable {
      constructor() {
        if (new.target.isStarted) throw new Error('cannot be made');
      }

      static isStarted = false;

      @OnMisfitEvent('goals')
      onGoal(): void {}
    }
    const app = await startDeliveryApp({ adapter, providers: [Unmakeable, TransientListener] });
    Unmakeable.isStarted = true;
    const failed: string[] = [];
    app.bus.failures$.subscribe(({ handler }) => failed.push(handler));
    expect(await app.post(twoGoals)).toBe(503);
    expect(failed).toEqual(['Unmakeable.onGoal', 'Unmakeable.onGoal']);
    expect(calls).toHaveLength(2);
  });
});

// The strategy is Nest's for the whole process, and cannot be taken back.
describe.each(ADAPTERS)('handlers of a durable provider on %s', (adapter) => {
  beforeAll(() => ContextIdFactory.apply(new PerOwner()));
  afterAll(() => ContextIdFactory.apply({ attach: () => undefined }));

  it('have an instance for each sub-tree that the ContextIdStrategy tells apart', async () => {
    const app = await startDeliveryApp({ adapter, providers: [TenantListener] });
    const bob = misfitUpdate('goals.created', { id: 'c', ownerId: 'bob' });
    expect(await app.post([...twoGoals, bob])).toBe(200);
    expect(await app.post([bob])).toBe(200);
    const instanceOf = new Map(calls.map(({ event, instance }) => [event.ownerId, instance]));
    expect(calls).toHaveLength(4);
    expect(new Set(calls.map(({ instance }) => instance)).size).toBe(2);
    for (const { event, instance, request } of calls) {
      expect(instance).toBe(instanceOf.get(event.ownerId));
      expect(request).toEqual({ owner: event.ownerId });
    }
  });

  it('leave those of request-scoped providers an instance for each event', async () => {
    const app = await startDeliveryApp({ adapter, providers: [RequestScoped, Audit] });
    expect(await app.post(twoGoals)).toBe(200);
    expect(new Set(calls.map(({ instance }) => instance)).size).toBe(2);
    for (const { event, request } of calls) expect(request).toBe(event);
  });
});
