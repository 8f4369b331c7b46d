import { Body, Controller, Post } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { ADAPTERS, bootstrap, type AdapterName } from '../../support/apps/adapters.js';
import { BODY_SETUPS } from '../../support/apps/body-setups.js';
import { startDeliveryApp } from '../../support/apps/delivery-app.js';
import { exactPost } from '../../support/http/exact-post.js';

/** Routes that anybody might have beside the endpoint. */
const PATHS = ['misfit', 'misfit/notification/own', 'archive/misfit/notification'];

@Controller()
class OwnController {
  @Post(PATHS)
  take(@Body() body: unknown): object {
    return { kind: typeof body, body };
  }
}

const controllers = [OwnController];
const TYPES = ['application/json', 'application/x-www-form-urlencoded', 'text/plain'];

/** What the own route answers to a delivery of SNS, which another topic may well send it. */
async function answersAt(url: string): Promise<[string, number, string][]> {
  const answers: [string, number, string][] = [];
  for (const type of TYPES) {
    const headers = { 'content-type': type, 'x-amz-sns-message-type': 'Notification' };
    const { status, body } = await exactPost(url, '{"a":1}', { headers });
    answers.push([type, status, body]);
  }
  return answers;
}

async function compare(adapter: AdapterName, setup: object, path: string) {
  const without = await bootstrap({ controllers }, { adapter, ...setup });
  const withModule = await startDeliveryApp({ adapter, ...setup, controllers });
  return {
    expected: await answersAt(`${without.origin}/${path}`),
    actual: await answersAt(`${withModule.origin}/${path}`),
  };
}

describe.each(ADAPTERS)('on %s, a route of the application', (adapter) => {
  describe.each(PATHS)('at /%s', (path) => {
    it.each(BODY_SETUPS.filter(({ title }) => !title.includes('beside')))(
      'gets the bodies that it got without the module, with $title',
      async ({ options }) => {
        const { expected, actual } = await compare(adapter, options(adapter), path);
        expect(actual).toEqual(expected);
      },
    );
  });
});
