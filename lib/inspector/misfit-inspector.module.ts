import { Module, type DynamicModule } from '@nestjs/common';
import { createInspectorController } from './inspector.controller.js';
import { InspectedModule } from './inspected-module.js';
import { InspectorDeadLetters } from './inspector-dead-letters.js';
import { InspectorFeeds } from './inspector-feeds.js';
import { InspectorRecorder } from './inspector-recorder.js';
import {
  INSPECTOR_OPTIONS,
  resolveInspectorOptions,
  type MisfitInspectorOptions,
} from './misfit-inspector.options.js';
import { PAGE_FILES, readPageFiles } from './page-files.js';
import { PAGE_FOLDER } from './page-folder.js';
import { TestNotifications } from './test-notifications.js';

/**
 * Serves a page that shows what `MisfitNotificationModule` does, live: deliveries and the checks
 * they passed, the runs of handlers, rates and latencies, the queue and its dead letters.
 *
 * Keeps the latest deliveries of this process in memory. Shows users' ids and errors of handlers,
 * but no token, signature or `UnsubscribeURL`.
 *
 * @example
 * imports: [
 *   MisfitNotificationModule.forRoot(),
 *   MisfitInspectorModule.forRoot({ guards: [AdminGuard] }),
 * ]
 *
 * @publicApi
 */
@Module({})
export class MisfitInspectorModule {
  /**
   * @throws MisfitNotificationOptionsError if an option is wrong, or if there are no `guards` and
   * `NODE_ENV` is not `development`.
   */
  static forRoot(options: MisfitInspectorOptions = {}): DynamicModule {
    const resolved = resolveInspectorOptions(options);
    return {
      module: MisfitInspectorModule,
      ...(options.imports && { imports: options.imports }),
      controllers: [createInspectorController(resolved)],
      providers: [
        { provide: INSPECTOR_OPTIONS, useValue: resolved },
        { provide: PAGE_FILES, useFactory: () => readPageFiles(PAGE_FOLDER) },
        InspectedModule,
        InspectorDeadLetters,
        InspectorFeeds,
        InspectorRecorder,
        TestNotifications,
      ],
    };
  }
}
