import type { Attributes, Tracer } from '@opentelemetry/api';
import type {
  DeliveryInstrumentation,
  HandlerTask,
  MisfitInstrumentation,
  OutgoingRequest,
} from '../bus/instrumentation.js';
import { isThenable } from '../common/thenable.js';
import { DeliverySpan } from './delivery-span.js';
import { errorTypeOfStatus, FetchSpan } from './fetch-span.js';
import { HandlerSpan, outcomeOf } from './handler-span.js';
import type { MisfitMetrics } from './misfit-metrics.js';
import { MISFIT, SEMCONV } from './names.js';
import { errorTypeOf } from './span-errors.js';

/** Makes spans, and measures what the streams of `MisfitEventBus` do not tell. */
export class OpenTelemetryInstrumentation implements MisfitInstrumentation {
  constructor(
    private readonly tracer: Tracer,
    private readonly metrics: MisfitMetrics,
  ) {}

  startDelivery(): DeliveryInstrumentation {
    return new DeliverySpan(this.tracer);
  }

  runHandler(task: HandlerTask, run: () => unknown): PromiseLike<void> | void {
    const span = new HandlerSpan(this.tracer, task);
    const startedAt = performance.now();
    const measure = (outcome: Attributes): void =>
      this.metrics.handled(task.handler, outcome, performance.now() - startedAt);
    const succeed = (): void => {
      span.succeed();
      measure({ [MISFIT.handlerOutcome]: 'succeeded' });
    };
    const fail = (error: unknown): void => {
      span.fail(error);
      measure({
        [MISFIT.handlerOutcome]: outcomeOf(error),
        [SEMCONV.errorType]: errorTypeOf(error),
      });
    };
    try {
      const result = span.run(run);
      if (isThenable(result)) return result.then(succeed, fail);
      succeed();
    } catch (error) {
      fail(error);
    }
  }

  runFetch(request: OutgoingRequest, send: () => Promise<Response>): Promise<void> {
    const span = new FetchSpan(this.tracer, request);
    const startedAt = performance.now();
    const measure = (outcome: Attributes): void =>
      this.metrics.fetched(request.purpose, outcome, performance.now() - startedAt);
    const answered = ({ status }: Response): void => {
      const errorType = errorTypeOfStatus(status);
      span.answered(status);
      measure({
        [SEMCONV.statusCode]: status,
        ...(errorType !== undefined && { [SEMCONV.errorType]: errorType }),
      });
    };
    const fail = (error: unknown): void => {
      span.fail(error);
      measure({ [SEMCONV.errorType]: errorTypeOf(error) });
    };
    return span.run(send).then(answered, fail);
  }
}
