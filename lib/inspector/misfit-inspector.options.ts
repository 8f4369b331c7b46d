import type { CanActivate, ModuleMetadata, Type } from '@nestjs/common';
import { IsArray, IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { checkOptions, MisfitNotificationOptionsError } from '../validation/check-options.js';
import { HasMethods } from '../validation/option-rules.js';
import { Printable } from '../validation/printable.js';
import { rule } from '../validation/rule.js';
import { LocalHostGuard } from './local-host.guard.js';

/**
 * Sends test notifications: a `MisfitSimulator` of `nestjs-misfit-notification/testing` that the
 * application trusts.
 *
 * @publicApi
 */
export interface InspectorSimulator {
  /** Publishes updates to the endpoint at `url`, and resolves with the answer's status. */
  deliver(
    url: string,
    updates: readonly InspectorTestUpdate[],
  ): Promise<{ readonly status?: number | undefined }>;
}

/**
 * The update of a test notification.
 *
 * @publicApi
 */
export interface InspectorTestUpdate {
  readonly type: string;
  readonly action: string;
  readonly id: string;
  readonly ownerId: string;
  readonly updatedAt: string;
}

/**
 * Options of `MisfitInspectorModule`.
 *
 * @publicApi
 */
export interface MisfitInspectorOptions extends Pick<ModuleMetadata, 'imports'> {
  /**
   * Path of the page. A global prefix applies to it, API versions do not.
   *
   * @default 'misfit/inspector'
   */
  readonly path?: string;

  /**
   * Guards that decide who sees the page and its data: users' ids, the errors of handlers, and
   * buttons that delete dead letters. Import the modules of their dependencies with `imports`.
   *
   * @default none, which is an error unless `NODE_ENV` is `development`. The page then answers only
   * at `localhost`, `127.0.0.1` and `[::1]`.
   */
  readonly guards?: readonly (Type<CanActivate> | CanActivate)[];

  /**
   * Number of deliveries that are kept in memory, from 1 to 10 000. Each takes 1 to 15 KiB.
   *
   * @default 500
   */
  readonly keep?: number;

  /**
   * Adds a button that sends a test notification. For development: not allowed if `NODE_ENV` is
   * `production`.
   *
   * @default none
   */
  readonly simulator?: InspectorSimulator;
}

/** The options with their defaults filled in. */
export interface ResolvedInspectorOptions {
  readonly path: string;
  readonly guards: readonly (Type<CanActivate> | CanActivate)[];
  readonly keep: number;
  readonly simulator: InspectorSimulator | undefined;
}

/** Injection token of the resolved options. */
export const INSPECTOR_OPTIONS = Symbol('misfit inspector options');

export const DEFAULT_INSPECTOR_OPTIONS = { path: 'misfit/inspector', keep: 500 };

const IsGuard = rule(
  'isGuard',
  'a guard: a class or an object with canActivate()',
  (value) =>
    typeof value === 'function' || typeof (value as CanActivate | null)?.canActivate === 'function',
);

class InspectorRules {
  @IsOptional()
  @IsArray()
  imports?: never[];

  @Printable()
  @IsOptional()
  @IsString()
  @Matches(/[^/]/, { message: '$property must not be empty' })
  path?: string;

  @IsOptional()
  @IsArray()
  @IsGuard({ each: true })
  guards?: never[];

  @Printable()
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000)
  keep?: number;

  @IsOptional()
  @HasMethods('deliver')
  simulator?: never;
}

const MODULE = 'MisfitInspectorModule';

/** @throws MisfitNotificationOptionsError naming the option and the rule it breaks. */
export function resolveInspectorOptions(options: MisfitInspectorOptions): ResolvedInspectorOptions {
  checkOptions(MODULE, InspectorRules, options);
  const environment = process.env['NODE_ENV'];
  const { guards = [], simulator } = options;
  if (guards.length === 0 && environment !== 'development') {
    throw new MisfitNotificationOptionsError(
      `${MODULE}: guards is empty, so everybody could see users' data and delete dead letters. ` +
        'Set guards, or set NODE_ENV to development',
    );
  }
  if (simulator !== undefined && environment === 'production') {
    throw new MisfitNotificationOptionsError(
      `${MODULE}: simulator is for development, but NODE_ENV is production`,
    );
  }
  return {
    path: options.path ?? DEFAULT_INSPECTOR_OPTIONS.path,
    guards: guards.length > 0 ? guards : [LocalHostGuard],
    keep: options.keep ?? DEFAULT_INSPECTOR_OPTIONS.keep,
    simulator,
  };
}
