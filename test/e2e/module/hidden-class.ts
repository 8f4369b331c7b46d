import { setFlagsFromString } from 'node:v8';

/** Whether V8 describes both objects by one hidden class, so that inline caches serve both. */
export const shareHiddenClass = compile();

function compile(): (one: object, other: object) => boolean {
  setFlagsFromString('--allow-natives-syntax');
  try {
    // The syntax is V8's own, and would be refused in a module.
    // oxlint-disable-next-line typescript/no-implied-eval
    return new Function('one', 'other', 'return %HaveSameMap(one, other)') as never;
  } finally {
    setFlagsFromString('--no-allow-natives-syntax');
  }
}
