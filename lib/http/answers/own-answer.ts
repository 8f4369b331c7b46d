const OWN_STATUS = Symbol('status that the notification route has decided');

/** An adapter's request. */
interface AnsweredRequest {
  [OWN_STATUS]?: number | undefined;
}

/** Creates the property before it has a value: see `ExpressRequestShape`. */
export function reserveOwnStatus(request: object): void {
  (request as AnsweredRequest)[OWN_STATUS] = undefined;
}

/** Notes the status that this module has decided to answer. */
export function setOwnStatus(request: object, status: number): void {
  (request as AnsweredRequest)[OWN_STATUS] = status;
}

/** The status that this module has decided; `undefined` if it has not decided yet. */
export function ownStatusOf(request: object): number | undefined {
  return (request as AnsweredRequest)[OWN_STATUS];
}
