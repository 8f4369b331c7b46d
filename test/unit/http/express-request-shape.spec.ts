import { describe, expect, it } from 'vitest';
import { ExpressRequestShape } from '../../../lib/http/adapters/express-request-shape.js';

describe('ExpressRequestShape', () => {
  it('leaves what is no request of Node alone', () => {
    const shape = new ExpressRequestShape({ request: {}, response: {} });
    const request = {};
    const response = {};
    shape.reserveIn(request as never, response as never);
    shape.learnFrom(request as never);
    expect([Reflect.ownKeys(request), Reflect.ownKeys(response)]).toEqual([[], []]);
  });
});
