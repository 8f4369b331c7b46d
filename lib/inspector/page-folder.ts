import { fileURLToPath } from 'node:url';

/** Where the files of the page are. */
export const PAGE_FOLDER = fileURLToPath(new URL('page/', import.meta.url));
