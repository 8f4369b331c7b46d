import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import { LogThrottle } from '../../common/log-throttle.js';
import { RESOLVED_EXTRAS, type ResolvedExtras } from '../../options/misfit-notification.extras.js';
import {
  RESOLVED_OPTIONS,
  type ResolvedOptions,
} from '../../options/misfit-notification.options.js';
import { EndpointPaths } from '../route/endpoint-paths.js';
import { explainForeignAnswer, losesUpdates } from './foreign-answer.js';
import { outcomeOf } from './outcome-of.js';
import { ownStatusOf } from './own-answer.js';

const CODE = 'FOREIGN_ANSWER';

/**
 * Notices deliveries that other code of the application answers: a guard, an interceptor or a
 * middleware. Without this class nobody would learn that the updates are lost.
 */
@Injectable()
export class AnswerWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('MisfitNotification');
  private readonly throttle: LogThrottle;

  constructor(
    @Inject(RESOLVED_OPTIONS) { clock }: ResolvedOptions,
    @Inject(RESOLVED_EXTRAS) private readonly extras: ResolvedExtras,
    private readonly paths: EndpointPaths,
    private readonly config: ApplicationConfig,
    private readonly host: HttpAdapterHost,
  ) {
    const write = (line: string): void => this.logger.warn(line);
    this.throttle = new LogThrottle({ subject: 'answers by other code', write, clock });
  }

  /** Logs which global guards run before the route, unless `decorators` may exempt the route. */
  onApplicationBootstrap(): void {
    // An application context has no adapter and no route.
    const adapter = this.host.httpAdapter as HttpAdapterHost['httpAdapter'] | null;
    if (adapter == null || this.extras.decorators.length > 0) return;
    const guards = this.globalGuards();
    if (guards.length === 0) return;
    this.logger.log(
      `Global guards run before POST ${this.path()}: ${guards.join(', ')}. ` +
        'If one refuses a delivery, its updates are lost. To exempt the route, set decorators, ' +
        'for example [Public()] or [SkipThrottle()]',
    );
  }

  onApplicationShutdown(): void {
    this.throttle.flush();
  }

  /** @param request the adapter's request. */
  onAnswered(request: object, status: number): void {
    const own = ownStatusOf(request);
    if (own === status) return;
    if (own !== undefined && outcomeOf(own) === outcomeOf(status)) return;
    if (!this.throttle.admit(CODE, String(status))) return;
    const answer = { status, own, path: this.path() };
    const line = `${CODE}: ${explainForeignAnswer(answer)}`;
    if (losesUpdates(answer)) this.logger.error(line);
    else this.logger.warn(line);
  }

  private path(): string {
    return this.paths.all()[0] as string;
  }

  private globalGuards(): string[] {
    const instances = this.config.getGlobalGuards().map((guard) => guard.constructor.name);
    const perRequest = this.config.getGlobalRequestGuards();
    return [
      ...instances,
      ...perRequest.map(({ metatype, name }) => metatype?.name ?? String(name)),
    ];
  }
}
