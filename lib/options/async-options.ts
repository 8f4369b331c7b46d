import { Allow } from 'class-validator';
import { checkOptions } from '../validation/check-options.js';
import { checkedPropertiesOf } from '../validation/violations.js';
import { ExtraRules } from './misfit-notification.extras.js';
import { OptionRules, type MisfitNotificationOptions } from './misfit-notification.options.js';

/**
 * Creates the options of `forRootAsync({ useClass })` or `forRootAsync({ useExisting })`.
 *
 * @example
 * @Injectable()
 * export class MisfitOptions implements MisfitNotificationOptionsFactory {
 *   constructor(private readonly config: ConfigService) {}
 *
 *   create(): MisfitNotificationOptions {
 *     return { appId: this.config.getOrThrow('MISFIT_APP_ID') };
 *   }
 * }
 *
 * @publicApi
 */
export interface MisfitNotificationOptionsFactory {
  /** Called once, when the application starts. */
  create(): MisfitNotificationOptions | Promise<MisfitNotificationOptions>;
}

/**
 * The properties that Nest's `ConfigurableModuleBuilder` reads from the argument of `forRootAsync`.
 */
class AsyncOptionRules extends ExtraRules {
  @Allow() useFactory?: unknown;
  @Allow() useClass?: unknown;
  @Allow() useExisting?: unknown;
  @Allow() inject?: unknown;
  @Allow() imports?: unknown;
  @Allow() provideInjectionTokensFrom?: unknown;
}

const MISPLACED_OPTIONS = Object.fromEntries(
  checkedPropertiesOf(OptionRules).map((option) => [
    option,
    'must be in the result of useFactory, not beside it',
  ]),
);

/** @throws MisfitNotificationOptionsError for an invalid extra, or one that does not exist. */
export function checkAsyncOptions(options: object): void {
  checkOptions('MisfitNotificationModule', AsyncOptionRules, options, MISPLACED_OPTIONS);
}
