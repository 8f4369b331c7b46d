import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
} from 'class-validator';
import type { ClassConstructor } from 'class-transformer';
import type {
  MisfitNotificationExtras,
  MisfitNotificationOptions,
} from './misfit-notification.options.js';
import { SIGNATURE_VERSIONS } from './sns/signature.js';
import { isTopicArnPattern } from './sns/topic-arn.js';
import { rule } from './validation/rule.js';
import { violationsOf } from './validation/violations.js';

const MAX_HANDLER_TIMEOUT = 14_000;

const IsTopicArnPattern = rule(
  'isTopicArnPattern',
  'the ARN of an SNS topic, or one with "*" in place of the whole topic name',
  isTopicArnPattern,
);

const IsFunction = rule('isFunction', 'a function', (value) => typeof value === 'function');

const HasMethods = (...methods: string[]) =>
  rule('hasMethods', `an object with the methods ${methods.join(', ')}`, (value) =>
    methods.every((name) => typeof (value as Record<string, unknown>)[name] === 'function'),
  )();

class OptionRules implements MisfitNotificationOptions {
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @IsTopicArnPattern({ each: true })
  topicArns?: string[];

  @IsOptional()
  @Matches(/^[0-9a-f]{24}$/, { message: '$property must be 24 lower-case hexadecimal digits' })
  appId?: string;

  @IsOptional()
  @IsBoolean()
  autoConfirm?: boolean;

  @IsOptional()
  @IsInt()
  @Min(1)
  maxMessageAge?: number;

  @IsOptional()
  @IsInt()
  @Min(1)
  bodyLimit?: number;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_HANDLER_TIMEOUT)
  handlerTimeout?: number;

  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @IsIn(SIGNATURE_VERSIONS, { each: true })
  signatureVersions?: never[];

  @IsOptional()
  @HasMethods('claim', 'renew', 'complete', 'release')
  idempotencyStore?: never;

  @IsOptional()
  @HasMethods('start', 'accept', 'stop')
  delivery?: never;

  @IsOptional()
  @IsFunction()
  fetch?: never;

  @IsOptional()
  @IsFunction()
  clock?: never;
}

class ExtraRules implements MisfitNotificationExtras {
  @IsString()
  path!: string;

  @IsBoolean()
  isGlobal!: boolean;

  @IsArray()
  @IsFunction({ each: true })
  decorators!: never[];
}

/**
 * The module was given options that it cannot work with.
 *
 * @publicApi
 */
export class MisfitNotificationOptionsError extends Error {
  override readonly name = 'MisfitNotificationOptionsError';
}

/** @throws MisfitNotificationOptionsError naming each option, its value, and the rule it breaks. */
export function validateOptions(options: MisfitNotificationOptions): void {
  validate(OptionRules, options);
}

/** @throws MisfitNotificationOptionsError naming each option, its value, and the rule it breaks. */
export function validateExtras(extras: Required<MisfitNotificationExtras>): void {
  const { path, isGlobal, decorators } = extras;
  validate(ExtraRules, { path, isGlobal, decorators });
}

function validate(rules: ClassConstructor<object>, options: object): void {
  if (typeof options !== 'object' || options === null) {
    throw new MisfitNotificationOptionsError('MisfitNotificationModule: the options are no object');
  }
  // Not by class-transformer: it would copy the stores and clients that options may hold.
  const violations = violationsOf(Object.assign(new rules(), options));
  if (violations.length === 0) return;
  const lines = violations.map(
    (broken) => `${broken.property} is ${show(broken.value)}: ${broken.message} (${broken.rule})`,
  );
  throw new MisfitNotificationOptionsError(`MisfitNotificationModule: ${lines.join('; ')}`);
}

function show(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return `[${value.map(show).join(',')}]`.slice(0, 200);
  if (typeof value === 'string') return JSON.stringify(value).slice(0, 200);
  if (typeof value !== 'object' || value === null) return String(value);
  // Not what is in it: a client passed by mistake may hold a password.
  return Object.keys(value).length === 0 ? '{}' : '{…}';
}
