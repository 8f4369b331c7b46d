import { SetMetadata } from '@nestjs/common';

export const ACCEPTS_ENDPOINT_TEST = Symbol('accepts Misfit endpoint test');

/** Lets the one unsigned message that there is, Misfit's endpoint test, pass the guard of a route. */
export const AcceptsEndpointTest = () => SetMetadata(ACCEPTS_ENDPOINT_TEST, true);
