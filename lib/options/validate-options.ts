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
import type {
  MisfitNotificationExtras,
  MisfitNotificationOptions,
} from './misfit-notification.options.js';
import { SIGNATURE_VERSIONS } from '../sns/signature.js';
import { isTopicArnPattern } from '../sns/topic-arn.js';
import { checkOptions } from '../validation/check-options.js';
import { HasMethods, IsFunction } from '../validation/option-rules.js';
import { Printable } from '../validation/printable.js';
import { rule } from '../validation/rule.js';

const MAX_HANDLER_TIMEOUT = 14_000;

const IsTopicArnPattern = rule(
  'isTopicArnPattern',
  'the ARN of an SNS topic, or one with "*" in place of the whole topic name',
  isTopicArnPattern,
);

class OptionRules implements MisfitNotificationOptions {
  @Printable()
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @IsTopicArnPattern({ each: true })
  topicArns?: string[];

  @Printable()
  @IsOptional()
  @Matches(/^[0-9a-f]{24}$/, { message: '$property must be 24 lower-case hexadecimal digits' })
  appId?: string;

  @Printable()
  @IsOptional()
  @IsBoolean()
  autoConfirm?: boolean;

  @Printable()
  @IsOptional()
  @IsInt()
  @Min(1)
  maxMessageAge?: number;

  @Printable()
  @IsOptional()
  @IsInt()
  @Min(1)
  bodyLimit?: number;

  @Printable()
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_HANDLER_TIMEOUT)
  handlerTimeout?: number;

  @Printable()
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
  @Printable()
  @IsString()
  path!: string;

  @Printable()
  @IsBoolean()
  isGlobal!: boolean;

  @Printable()
  @IsArray()
  @IsFunction({ each: true })
  decorators!: never[];

  @Printable()
  @IsBoolean()
  optimizeExpress!: boolean;
}

const MODULE = 'MisfitNotificationModule';

/** @throws MisfitNotificationOptionsError naming each option, its value, and the rule it breaks. */
export function validateOptions(options: MisfitNotificationOptions): void {
  checkOptions(MODULE, OptionRules, options);
}

/** @throws MisfitNotificationOptionsError naming each option, its value, and the rule it breaks. */
export function validateExtras(extras: Required<MisfitNotificationExtras>): void {
  const { path, isGlobal, decorators, optimizeExpress } = extras;
  checkOptions(MODULE, ExtraRules, { path, isGlobal, decorators, optimizeExpress });
}
