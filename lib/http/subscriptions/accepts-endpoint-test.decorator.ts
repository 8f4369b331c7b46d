import { SetMetadata } from '@nestjs/common';

export const ACCEPTS_ENDPOINT_TEST = Symbol('accepts Misfit endpoint test');

/** Lets Misfit's endpoint test, the only unsigned message, pass the guard of a route. */
export const AcceptsEndpointTest = () => SetMetadata(ACCEPTS_ENDPOINT_TEST, true);
