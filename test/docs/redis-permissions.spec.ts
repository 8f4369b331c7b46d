import { expect, it } from 'vitest';
import {
  BULLMQ_COMMANDS,
  IDEMPOTENCY_STORE_COMMANDS,
  permissionsFor,
} from '../support/redis/redis-permissions.js';
import { read } from './pages.js';

it.each([
  ['docs/bullmq.md', permissionsFor('{misfit}', BULLMQ_COMMANDS).join(' ')],
  ['docs/several-instances.md', IDEMPOTENCY_STORE_COMMANDS],
])('%s names the Redis permissions that are tested', (page, permissions) => {
  expect(read(page)).toContain(permissions);
});
