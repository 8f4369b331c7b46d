import { byId } from './dom.js';

/** Time until a notice disappears, in ms. */
const DURATION = 8_000;

let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows the result of an action; screen readers read it out. */
export function notify(text: string, state: 'done' | 'error' = 'done'): void {
  const notice = byId('notice', HTMLElement);
  notice.textContent = text;
  notice.dataset['state'] = state;
  clearTimeout(timer);
  timer = setTimeout(() => {
    notice.textContent = '';
  }, DURATION);
}

/** Runs an action of a button, which is disabled meanwhile, and shows what came of it. */
export async function runAction(
  button: HTMLButtonElement,
  action: () => Promise<string>,
): Promise<void> {
  button.disabled = true;
  try {
    notify(await action());
  } catch (error) {
    notify(`Failed: ${error instanceof Error ? error.message : String(error)}`, 'error');
  } finally {
    button.disabled = false;
  }
}
