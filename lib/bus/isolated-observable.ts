import { Observable, Subscriber, type Observer, type Operator, type Subscription } from 'rxjs';

type PartialObserver<T> = Partial<Observer<T>> | ((value: T) => void) | null;

/**
 * An observable whose observers cannot crash the process. RxJS rethrows an observer's error where
 * nobody can catch it, and a rejected promise stays unhandled: either ends a Node process. Here
 * both are passed to `report`, also behind operators.
 */
export class IsolatedObservable<T> extends Observable<T> {
  constructor(
    tapped: Observable<T>,
    private readonly report: (error: unknown) => void,
  ) {
    super();
    this.source = tapped;
  }

  override lift<R>(operator?: Operator<T, R>): Observable<R> {
    const lifted = new IsolatedObservable<R>(this as unknown as Observable<R>, this.report);
    lifted.operator = operator;
    return lifted;
  }

  override subscribe(
    observerOrNext?: PartialObserver<T>,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    // An operator's own subscriber passes its errors on to the final observer.
    if (observerOrNext instanceof Subscriber) return super.subscribe(observerOrNext);
    const observer =
      typeof observerOrNext === 'function' || observerOrNext == null
        ? { next: observerOrNext, error, complete }
        : observerOrNext;
    return super.subscribe({
      next: (value) => this.guard(() => observer.next?.(value)),
      error: (cause) =>
        this.guard(() => (observer.error ? observer.error(cause) : this.report(cause))),
      complete: () => this.guard(() => observer.complete?.()),
    });
  }

  private guard(call: () => unknown): void {
    try {
      const result = call();
      if (result instanceof Promise) result.catch(this.report);
    } catch (error) {
      this.report(error);
    }
  }
}
