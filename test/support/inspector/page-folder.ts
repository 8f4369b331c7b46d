import { fileURLToPath } from 'node:url';

/** The files of the inspector's page as they are in the package, after a build. */
export const PAGE_FOLDER = fileURLToPath(
  new URL('../../../dist/esm/inspector/page/', import.meta.url),
);
