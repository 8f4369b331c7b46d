import type { IQueueBackend } from 'bullmq';

/**
 * Renews the locks of running jobs. BullMQ's own renewal uses the wall clock: after a step back it
 * renews nothing until the clock has caught up, and other processes take the jobs.
 */
export class LockRenewal {
  /** Ids of jobs, by the tokens that hold their locks. */
  private readonly held = new Map<string, string>();
  private readonly timer: NodeJS.Timeout;
  private isRenewing = false;

  /**
   * @param duration duration of a lock, in ms.
   * @param onIdle called when there is no lock to renew.
   */
  constructor(
    private readonly backend: Pick<IQueueBackend, 'extendLocks'>,
    private readonly duration: number,
    private readonly onIdle: () => void,
  ) {
    this.timer = setInterval(() => void this.renew(), duration / 4);
  }

  hold(token: string, jobId: string): void {
    this.held.set(token, jobId);
  }

  release(token: string): void {
    this.held.delete(token);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async renew(): Promise<void> {
    if (this.isRenewing) return;
    if (this.held.size === 0) {
      this.onIdle();
      return;
    }
    this.isRenewing = true;
    try {
      await this.backend.extendLocks([...this.held.values()], [...this.held.keys()], this.duration);
    } catch {
      // The next renewal follows soon; a job whose lock expires runs again.
    } finally {
      this.isRenewing = false;
    }
  }
}
