import { IsArray, IsBoolean, IsOptional, IsString } from 'class-validator';
import { checkOptions } from '../validation/check-options.js';
import { IsFunction } from '../validation/option-rules.js';
import { Printable } from '../validation/printable.js';
import { checkedPropertiesOf } from '../validation/violations.js';

/**
 * Settings of the module itself, given next to the options in `forRoot` and `forRootAsync`.
 *
 * @publicApi
 */
export interface MisfitNotificationExtras {
  /**
   * Path of the endpoint. The application's global prefix is put before it; API versions do not
   * apply.
   *
   * @default 'misfit/notification'
   */
  readonly path?: string;

  /**
   * Whether other modules can inject the exported providers without importing this module.
   *
   * @default false
   */
  readonly isGlobal?: boolean;

  /**
   * Class decorators for the controller, for example to exempt it from application-wide guards.
   *
   * @default none
   */
  readonly decorators?: readonly ClassDecorator[];

  /**
   * Whether to prepare requests so that Express handles them faster. Only on requests to the
   * endpoint, middleware then sees properties that Express normally adds later (`params`, `body`,
   * `route` and others), still `undefined`. Turn it off if middleware checks whether a request or
   * response has such a property. No effect on Fastify.
   *
   * @default true
   */
  readonly optimizeExpress?: boolean;

  /**
   * Whether `@nestjs/swagger` describes the endpoint in the application's OpenAPI document.
   *
   * @default false: the document does not mention the endpoint
   */
  readonly swagger?: boolean;
}

/** The extras with their defaults filled in. */
export type ResolvedExtras = Required<MisfitNotificationExtras>;

export const RESOLVED_EXTRAS = Symbol('resolved misfit notification extras');

export class ExtraRules implements MisfitNotificationExtras {
  @Printable() @IsOptional() @IsString() path?: string;

  @Printable() @IsOptional() @IsBoolean() isGlobal?: boolean;

  @Printable() @IsOptional() @IsArray() @IsFunction({ each: true }) decorators?: never[];

  @Printable() @IsOptional() @IsBoolean() optimizeExpress?: boolean;

  @Printable() @IsOptional() @IsBoolean() swagger?: boolean;
}

/** The errors for extras among the options that a factory returns. */
export const MISPLACED_EXTRAS = Object.fromEntries(
  checkedPropertiesOf(ExtraRules).map((extra) => [
    extra,
    'must be beside useFactory, not in its result: Nest needs it before it creates providers',
  ]),
);

export const DEFAULT_EXTRAS: ResolvedExtras = {
  path: 'misfit/notification',
  isGlobal: false,
  decorators: [],
  optimizeExpress: true,
  swagger: false,
};

/**
 * Checks the extras and fills in the defaults.
 *
 * @throws MisfitNotificationOptionsError naming each extra, its value, and the rule it breaks.
 */
export function resolveExtras(given: MisfitNotificationExtras): ResolvedExtras {
  const { path, isGlobal, decorators, optimizeExpress, swagger } = given;
  const extras = { path, isGlobal, decorators, optimizeExpress, swagger };
  checkOptions('MisfitNotificationModule', ExtraRules, extras);
  return {
    path: path ?? DEFAULT_EXTRAS.path,
    isGlobal: isGlobal ?? DEFAULT_EXTRAS.isGlobal,
    decorators: decorators ?? DEFAULT_EXTRAS.decorators,
    optimizeExpress: optimizeExpress ?? DEFAULT_EXTRAS.optimizeExpress,
    swagger: swagger ?? DEFAULT_EXTRAS.swagger,
  };
}
