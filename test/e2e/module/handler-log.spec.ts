import { Controller, Injectable, Scope } from '@nestjs/common';
import { OnMisfitEvent } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';
import { startDeliveryApp } from '../../support/apps/delivery-app.js';

@Injectable()
class GoalListener {
  @OnMisfitEvent('goals')
  onGoal(): void {}

  @OnMisfitEvent(['goals.updated', 'sleeps'])
  @OnMisfitEvent('devices.created')
  onMany(): void {}

  notAHandler(): void {}
}

@Injectable({ scope: Scope.REQUEST })
class ScopedListener {
  @OnMisfitEvent('*')
  onAny(): void {}
}

@Controller('own')
class OwnController {
  @OnMisfitEvent('profiles')
  onProfile(): void {}
}

describe.each(ADAPTERS)('on %s, the log at start', (adapter) => {
  it('names each handler and what it handles, once', async () => {
    const logger = new CollectingLogger();
    await startDeliveryApp({
      adapter,
      logger,
      providers: [GoalListener, ScopedListener],
      controllers: [OwnController],
      module: { appId: '0123456789abcdef01234567' },
    });
    const lines = logger.find('log', ' handles ').map((line) => line.split(' handles '));
    const patternsByName = Object.fromEntries(
      lines.map(([name, patterns = '']) => [name, patterns.split(', ').toSorted()]),
    );
    expect(lines).toHaveLength(4);
    expect(patternsByName).toEqual({
      'GoalListener.onGoal': ['goals'],
      'GoalListener.onMany': ['devices.created', 'goals.updated', 'sleeps'],
      'ScopedListener.onAny': ['*'],
      'OwnController.onProfile': ['profiles'],
    });
    expect(logger.find('warn', '')).toEqual([]);
  });

  it('warns where there is no handler', async () => {
    const logger = new CollectingLogger();
    await startDeliveryApp({ adapter, logger, controllers: [] });
    expect(logger.find('warn', 'No method carries @OnMisfitEvent')).toHaveLength(1);
    expect(logger.find('log', ' handles ')).toEqual([]);
  });
});
