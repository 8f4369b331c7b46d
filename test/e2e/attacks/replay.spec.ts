import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import {
  AttackLab,
  CERTIFICATE_URL,
  clock,
  delivered,
  notification,
  refused,
  simulator,
  taken,
} from '../../support/hostile/attack-lab.js';
import { Gate, until } from '../../support/clocks/gate.js';

const MINUTE = 60_000;
const MAX_AGE = 65 * MINUTE;
const MAX_SKEW = 5 * MINUTE;

const MAKERS = {
  Notification: () => notification(),
  SubscriptionConfirmation: () => simulator.subscriptionConfirmation(),
  UnsubscribeConfirmation: () => simulator.unsubscribeConfirmation(),
};

const dated = (milliseconds: number) =>
  simulator.sign({
    ...notification(),
    Type: 'Notification',
    Timestamp: new Date(clock.now + milliseconds).toISOString(),
  });

describe.each(ADAPTERS)('an old message, on %s', (adapter) => {
  it.each(Object.entries(MAKERS))('is refused: %s', async (_, make) => {
    const lab = await AttackLab.open(adapter);
    const old = make();
    clock.pass(MAX_AGE + 1);

    expect(await lab.post(old)).toEqual(refused(403, 'MESSAGE_TOO_OLD'));
    expect(await lab.post(make())).toMatchObject({ status: 200 });
  });

  it('is taken for as long as SNS may still deliver it', async () => {
    const lab = await AttackLab.open(adapter);
    const message = notification();
    clock.pass(MAX_AGE);

    expect(await lab.post(message)).toEqual(delivered(message, [CERTIFICATE_URL]));
  });

  it('is not made younger by another Timestamp', async () => {
    const lab = await AttackLab.open(adapter);
    const old = notification();
    clock.pass(MAX_AGE + 1);
    const Timestamp = new Date(clock.now).toISOString();

    expect(await lab.post({ ...old, Timestamp })).toEqual(
      refused(403, 'SIGNATURE_INVALID', [CERTIFICATE_URL]),
    );
  });

  it('cannot be kept for later by a date in the future', async () => {
    const lab = await AttackLab.open(adapter);
    expect(await lab.post(dated(MAX_SKEW + 1))).toEqual(refused(503, 'MESSAGE_FROM_FUTURE'));

    const message = dated(MAX_SKEW);
    expect(await lab.post(message)).toEqual(delivered(message, [CERTIFICATE_URL]));
  });
});

/** Sees to it that what is no longer needed is forgotten: that happens when something new comes. */
const forgetOld = async (lab: AttackLab) =>
  expect(await lab.post(notification())).toMatchObject({ status: 200 });

describe.each(ADAPTERS)('a message that was handled already, on %s', (adapter) => {
  it('is answered 200, and seen by nobody again', async () => {
    const lab = await AttackLab.open(adapter);
    const message = notification();
    expect(await lab.post(message)).toEqual(delivered(message, [CERTIFICATE_URL]));

    for (let copy = 0; copy < 5; copy++) expect(await lab.post(message)).toEqual(taken([]));
  });

  it('is remembered for as long as it would be taken', async () => {
    const lab = await AttackLab.open(adapter);
    const [present, future] = [notification(), dated(MAX_SKEW)];
    expect(await lab.post(present)).toEqual(delivered(present, [CERTIFICATE_URL]));
    expect(await lab.post(future)).toEqual(delivered(future, []));

    clock.pass(MAX_AGE);
    await forgetOld(lab);
    expect(await lab.post(present)).toEqual(taken([]));
    expect(await lab.post(future)).toEqual(taken([]));
    clock.pass(MAX_SKEW - 1);
    await forgetOld(lab);
    expect(await lab.post(present)).toEqual(refused(403, 'MESSAGE_TOO_OLD'));
    expect(await lab.post(future)).toEqual(taken([]));
  });

  it('is remembered in the last millisecond in which it would be taken', async () => {
    const lab = await AttackLab.open(adapter);
    const future = dated(MAX_SKEW);
    expect(await lab.post(future)).toEqual(delivered(future, [CERTIFICATE_URL]));

    clock.pass(MAX_SKEW + MAX_AGE);
    await forgetOld(lab);
    expect(await lab.post(future)).toEqual(taken([]));
    clock.pass(1);
    expect(await lab.post(future)).toEqual(refused(403, 'MESSAGE_TOO_OLD'));
  });

  it('is handled once when its copies come at once', async () => {
    const gate = new Gate();
    const lab = await AttackLab.open(adapter, { handle: () => gate.opened });
    const message = notification();
    const first = lab.send(message);
    await until(() => lab.handled.length > 0);

    const copies = await Promise.all(Array.from({ length: 20 }, () => lab.send(message)));
    expect(copies.map(({ status, body }) => `${status}${body}`)).toEqual(Array(20).fill('503'));
    expect(lab.codes).toEqual(Array(20).fill('IN_PROGRESS'));

    gate.open();
    expect(await first).toMatchObject({ status: 200 });
    expect(await lab.post(message)).toEqual(taken([]));
    expect(lab.handled).toHaveLength(1);
  });

  it('runs a handler that fails only a few times, however often it is posted', async () => {
    const lab = await AttackLab.open(adapter, {
      handle: () => Promise.reject(new Error('broken')),
    });
    const message = notification();
    for (let round = 0; round < 25; round++) {
      const copies = await Promise.all(Array.from({ length: 20 }, () => lab.send(message)));
      expect(copies.map(({ status, body }) => `${status}${body}`)).toEqual(Array(20).fill('503'));
    }
    // Four at once; then 60 seconds would have to pass for as many again.
    expect(lab.handled.length).toBeGreaterThanOrEqual(4);
    expect(lab.handled.length).toBeLessThan(12);
    expect(lab.codes).toContain('HANDLER_BACKOFF');
  });
});
