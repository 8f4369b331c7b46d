/** What a task's state lets a claim find. `forgettable`: done, and the time to remember it is over. */
export type TaskState = 'free' | 'busy' | 'done' | 'forgettable';

interface Task {
  holder: string;
  heldUntil: number;
  doneUntil: number;
}

/** The contract of an idempotency store in the plainest form: no bounds, no order, nothing dropped. */
export class NaiveStore {
  private readonly tasks = new Map<string, Task>();

  stateOf(messageId: string, name: string, now: number): TaskState {
    const { heldUntil, doneUntil } = this.task(messageId, name);
    if (doneUntil > now) return 'done';
    if (doneUntil > 0) return 'forgettable';
    return heldUntil > now ? 'busy' : 'free';
  }

  grant(messageId: string, name: string, token: string, until: number): void {
    Object.assign(this.task(messageId, name), { holder: token, heldUntil: until, doneUntil: 0 });
  }

  holds(messageId: string, name: string, token: string, now: number): boolean {
    const { holder, heldUntil } = this.task(messageId, name);
    return holder === token && heldUntil > now;
  }

  renew(messageId: string, name: string, until: number): void {
    this.task(messageId, name).heldUntil = until;
  }

  complete(messageId: string, name: string, until: number): void {
    const task = this.task(messageId, name);
    task.doneUntil = Math.max(task.doneUntil, until);
  }

  free(messageId: string, name: string): void {
    this.task(messageId, name).heldUntil = 0;
  }

  private task(messageId: string, name: string): Task {
    const key = `${messageId} ${name}`;
    const task = this.tasks.get(key) ?? { holder: '', heldUntil: 0, doneUntil: 0 };
    this.tasks.set(key, task);
    return task;
  }
}
