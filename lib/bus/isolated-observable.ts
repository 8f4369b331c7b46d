import { Observable, Subscriber, type Observer, type Operator, type Subscription } from 'rxjs';

type PartialObserver<T> = Partial<Observer<T>> | ((value: T) => void) | null;

/**
 * An observable whose observers can harm nobody. RxJS rethrows what an observer throws, or a
 * rejection that it does not handle, where nobody can catch it: in Node that ends the process. Here
 * either ends in `report`, also behind operators.
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
    // An operator's own subscriber hands its errors down to the observer at the end.
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
