import { Logger } from '@nestjs/common';

const logger = new Logger('MisfitNotification');

/**
 * Logs a decision, for somebody who wonders why a task did or did not run.
 *
 * @param text creates the line; not called while the level `debug` is switched off.
 */
export function logDebug(text: () => string): void {
  if (Logger.isLevelEnabled('debug')) logger.debug(text());
}
