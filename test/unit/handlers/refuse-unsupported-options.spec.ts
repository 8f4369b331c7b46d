import type { EventHandler } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { refuseUnsupportedOptions } from '../../../lib/handlers/refuse-unsupported-options.js';
import { MisfitNotificationOptionsError } from '../../../lib/validation/check-options.js';

const handler = (name: string, options: EventHandler['options']): EventHandler => ({
  name,
  options,
  handle: () => undefined,
});

describe('options of handlers that the delivery does not support', () => {
  it('are refused, with their handlers', () => {
    const handlers = [
      handler('A.a', { name: 'A.a', attempts: 3, timeout: 5 }),
      handler('B.b', {}),
      handler('C.c', { backoff: { delay: 1 } }),
    ];
    const refuse = () => refuseUnsupportedOptions(handlers, ['timeout']);
    expect(refuse).toThrow(MisfitNotificationOptionsError);
    expect(refuse).toThrow('A.a (attempts); C.c (backoff)');
  });

  it('do not matter where they are undefined', () => {
    const options = { attempts: undefined } as unknown as EventHandler['options'];
    expect(() => refuseUnsupportedOptions([handler('A.a', options)], [])).not.toThrow();
  });
});
