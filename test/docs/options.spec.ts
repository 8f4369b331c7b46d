import { describe, expect, it } from 'vitest';
import { resolveBullmqOptions } from '../../lib/bullmq/bullmq-delivery.options.js';
import {
  DurableDeliveryRules,
  resolveDurableOptions,
} from '../../lib/durable/durable-delivery.options.js';
import { DEFAULT_INSPECTOR_OPTIONS } from '../../lib/inspector/misfit-inspector.options.js';
import { MemoryIdempotencyStore, MISFIT_TOPIC_ARNS, SnsMessageVerifier } from '../../lib/index.js';
import { RedisIdempotencyStore } from '../../lib/redis/index.js';
import { DEFAULT_EXTRAS } from '../../lib/options/misfit-notification.extras.js';
import { resolveOptions } from '../../lib/options/misfit-notification.options.js';
import { DEFAULT_DELIVERY_POLICY } from '../../lib/testing/delivery-agent.js';
import { DEFAULT_TIMEOUT } from '../../lib/terminus/misfit-health.options.js';
import { MisfitSimulator } from '../../lib/testing/index.js';
import { PublicTypes } from './public-types.js';
import { tableAfter, unquoted } from './tables.js';

const durable = resolveDurableOptions('', DurableDeliveryRules, {});
const redisClient = { eval: async () => '', evalsha: async () => '' };

/** Where each interface's table is, and an object that holds its defaults. */
const TABLES: [name: string, page: string, defaults: object][] = [
  ['MisfitNotificationOptions', 'docs/reference.md', resolveOptions({})],
  ['MisfitNotificationExtras', 'docs/reference.md', DEFAULT_EXTRAS],
  ['DurableDeliveryOptions', 'docs/durable-delivery.md', durable],
  ['BackoffOptions', 'docs/durable-delivery.md', durable.backoff],
  ['MisfitHandlerOptions', 'docs/handlers.md', {}],
  ['SqliteDeliveryOptions', 'docs/sqlite.md', durable],
  ['BullmqDeliveryOptions', 'docs/bullmq.md', resolveBullmqOptions({ connection: {} })],
  [
    'RedisIdempotencyStoreOptions',
    'docs/several-instances.md',
    new RedisIdempotencyStore({ client: redisClient }),
  ],
  ['MemoryIdempotencyStoreOptions', 'docs/several-instances.md', new MemoryIdempotencyStore()],
  ['MisfitHealthOptions', 'docs/operating.md', { timeout: DEFAULT_TIMEOUT }],
  ['MisfitOpenTelemetryOptions', 'docs/operating.md', {}],
  ['MisfitInspectorOptions', 'docs/inspector.md', DEFAULT_INSPECTOR_OPTIONS],
  [
    'MisfitSimulatorOptions',
    'docs/testing.md',
    { ...new MisfitSimulator(), ...DEFAULT_DELIVERY_POLICY },
  ],
  [
    'SnsMessageVerifierOptions',
    'docs/own-controller.md',
    new SnsMessageVerifier({ topicArns: ['arn:aws:sns:us-east-1:123456789012:*'] }),
  ],
];

const types = new PublicTypes();

/** What a table has to say of a default: its literal, or that it is none. */
const NOT_LITERAL = 'something that words describe';

function documentedDefault(cell: string): unknown {
  try {
    return JSON.parse(unquoted(cell).replaceAll('_', '').replaceAll("'", '"'));
  } catch {
    return NOT_LITERAL;
  }
}

/** Lists of literals are literals; the list of Misfit's topics has a name. */
function defaultIn(defaults: object, option: string): unknown {
  const value = (defaults as Record<string, unknown>)[option];
  const isLiteral = ['number', 'string', 'boolean'].includes(typeof value) || Array.isArray(value);
  return isLiteral && value !== MISFIT_TOPIC_ARNS ? value : NOT_LITERAL;
}

describe.each(TABLES)('the table of %s', (name, page, defaults) => {
  const rows = tableAfter(page, `<!-- options: ${name} -->`);
  const { required, optional } = types.optionsOf(name);

  it('lists every option once, and no other', () => {
    const listed = rows.map(({ option }) => unquoted(option));
    expect(listed.toSorted()).toEqual([...required, ...optional].toSorted());
  });

  it('says which options are required', () => {
    const marked = rows.filter((row) => row['default'] === 'required');
    expect(marked.map(({ option }) => unquoted(option)).toSorted()).toEqual(required.toSorted());
  });

  it.each(optional)('gives the default of %s', (option) => {
    const row = rows.find((candidate) => unquoted(candidate['option']) === option);
    expect(documentedDefault(row?.['default'] ?? '')).toEqual(defaultIn(defaults, option));
  });
});
