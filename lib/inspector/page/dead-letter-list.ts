import { byId, element } from './dom.js';
import { dateAndTime, plural } from './format.js';
import { runAction } from './notice.js';
import type { ActionResponse, DeadLettersResponse, DeadLetterView } from './records.js';
import { get, post, serverUrl } from './server.js';

/** The dead letters, with buttons to replay and purge them. Loaded when the list is opened. */
export class DeadLetterList {
  private readonly details = byId('dead-letters', HTMLDetailsElement);
  private readonly rows = byId('dead-rows', HTMLElement);
  private readonly empty = byId('dead-empty', HTMLElement);
  private readonly more = byId('dead-more', HTMLButtonElement);
  private readonly handler = byId('dead-handler', HTMLInputElement);
  private next = '';

  constructor() {
    const refresh = byId('dead-refresh', HTMLButtonElement);
    this.details.addEventListener('toggle', () => {
      if (this.details.open) this.loadWith(refresh);
    });
    refresh.addEventListener('click', () => this.loadWith(refresh));
    this.handler.addEventListener('change', () => this.loadWith(refresh));
    this.more.addEventListener('click', () => void this.loadMore());
    onClick('dead-replay-all', (button) => this.concernAll(button, 'replay', 'replayed'));
    onClick('dead-purge-all', (button) => this.concernAll(button, 'purge', 'deleted'));
  }

  private loadWith(button: HTMLButtonElement): void {
    void runAction(button, async () => {
      await this.load();
      return '';
    });
  }

  private async load(): Promise<void> {
    this.next = '';
    this.rows.replaceChildren();
    await this.loadPage();
  }

  private async loadMore(): Promise<void> {
    await runAction(this.more, async () => {
      await this.loadPage();
      return '';
    });
  }

  private async loadPage(): Promise<void> {
    const query = { handler: this.handler.value.trim(), from: this.next };
    const page = await get<DeadLettersResponse>(serverUrl('dead-letters', query));
    this.rows.append(...page.letters.map((letter) => this.rowOf(letter)));
    this.next = page.next ?? '';
    this.more.hidden = this.next === '';
    this.empty.hidden = this.rows.childElementCount > 0;
  }

  private rowOf(letter: DeadLetterView): HTMLElement {
    const { id, handler, attempts, error, failedAt, event } = letter;
    const row = element(
      'tr',
      { class: 'card' },
      element('td', {}, dateAndTime(failedAt)),
      element('td', {}, handler),
      element('td', {}, event ? `${event.type}.${event.action} ${event.id}` : 'unreadable'),
      element('td', { class: 'attempts' }, String(attempts)),
      element('td', { class: 'error' }, error),
    );
    const about = event ? `${event.type} ${event.id}` : id;
    const replay = actionButton('Replay', about, () => this.concernOne(row, id, 'replay'));
    replay.disabled = event === undefined;
    const purge = actionButton('Purge', about, async () => {
      const isSure = await confirmed('Delete this dead letter?');
      return isSure ? this.concernOne(row, id, 'purge') : '';
    });
    purge.classList.add('danger');
    row.append(element('td', { class: 'actions' }, replay, ' ', purge));
    return row;
  }

  private async concernOne(row: HTMLElement, id: string, action: 'replay' | 'purge') {
    const { count } = await post<ActionResponse>(serverUrl(`dead-letters/${action}`, { id }));
    row.remove();
    this.empty.hidden = this.rows.childElementCount > 0;
    if (count === 0) return 'The dead letter was no longer there';
    return action === 'replay' ? 'The handler runs again' : 'Dead letter deleted';
  }

  private concernAll(button: HTMLButtonElement, action: 'replay' | 'purge', done: string): void {
    const handler = this.handler.value.trim();
    void runAction(button, async () => {
      const which = handler === '' ? 'all dead letters' : `all dead letters of ${handler}`;
      if (action === 'purge' && !(await confirmed(`Delete ${which}?`))) return '';
      // "All" is said, so that a handler that got lost on the way does not mean everything.
      const query: Record<string, string> = handler === '' ? { all: 'true' } : { handler };
      const { count } = await post<ActionResponse>(serverUrl(`dead-letters/${action}`, query));
      await this.load();
      return `${plural(count, 'dead letter')} ${done}`;
    });
  }
}

function onClick(id: string, listener: (button: HTMLButtonElement) => void): void {
  const button = byId(id, HTMLButtonElement);
  button.addEventListener('click', () => listener(button));
}

function actionButton(
  text: string,
  about: string,
  action: () => Promise<string>,
): HTMLButtonElement {
  const button = element('button', { type: 'button', 'aria-label': `${text} ${about}` }, text);
  button.addEventListener('click', () => void runAction(button, action));
  return button;
}

function confirmed(question: string): Promise<boolean> {
  const dialog = byId('confirm', HTMLDialogElement);
  byId('confirm-text', HTMLElement).textContent = question;
  dialog.returnValue = 'cancel';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'ok'), { once: true });
  });
}
