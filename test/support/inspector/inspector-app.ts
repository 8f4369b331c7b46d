import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import {
  MisfitInspectorModule,
  type MisfitInspectorOptions,
} from 'nestjs-misfit-notification/inspector';
import { simulator, startDeliveryApp, type DeliveryAppOptions } from '../apps/delivery-app.js';
import { startSqliteApp, type SqliteAppOptions } from '../apps/sqlite-app.js';

/** Admits requests with the cookie of an administrator. */
@Injectable()
export class AdminGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context
      .switchToHttp()
      .getRequest<{ headers: Record<string, string | undefined> }>();
    return headers['cookie'] === ADMIN.cookie;
  }
}

export const ADMIN = { cookie: 'session=admin' };

export interface InspectorAppOptions extends DeliveryAppOptions {
  readonly inspector?: MisfitInspectorOptions;
}

/** An application in process with the inspector behind `AdminGuard`. */
export async function startInspectorApp({ inspector, ...options }: InspectorAppOptions) {
  const app = await startDeliveryApp(withInspector(options, inspector));
  return { ...app, page: `${app.origin}/misfit/inspector` };
}

/** The same over a queue in SQLite. */
export async function startQueueInspectorApp({
  inspector,
  ...options
}: InspectorAppOptions & SqliteAppOptions) {
  const app = await startSqliteApp(withInspector(options, inspector));
  return { ...app, page: `${app.origin}/misfit/inspector` };
}

function withInspector<T extends DeliveryAppOptions>(options: T, inspector = {}): T {
  const module = MisfitInspectorModule.forRoot({ guards: [AdminGuard], simulator, ...inspector });
  return { ...options, imports: [...(options.imports ?? []), module] };
}
