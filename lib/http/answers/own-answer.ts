const OWN_STATUS = Symbol('status that the notification route has decided');

/** An adapter's request. */
interface AnsweredRequest {
  [OWN_STATUS]?: number | undefined;
}

/** Creates the property before there is a value. */
export function reserveOwnStatus(request: object): void {
  (request as AnsweredRequest)[OWN_STATUS] = undefined;
}

/** Notes the status that this module has decided to answer. */
export function setOwnStatus(request: object, status: number): void {
  (request as AnsweredRequest)[OWN_STATUS] = status;
}

/** `undefined` if this module has not decided on the request. */
export function ownStatusOf(request: object): number | undefined {
  return (request as AnsweredRequest)[OWN_STATUS];
}
