import type { Attack } from './attack.js';
import type { Laboratory } from './laboratory.js';
import { NotJudged, Undecided } from './not-judged.js';

/** What one attack has shown. */
export interface Finding {
  readonly attack: string;
  readonly verdict: 'withstands' | 'got through' | 'not judged';
  readonly detail: string;
}

const ATTEMPTS = 3;

/** Carries out an attack, again if it was undecided, and looks whether the endpoint survives it. */
export async function judge(attack: Attack, lab: Laboratory): Promise<Finding> {
  try {
    lab.signal.throwIfAborted();
    const hole = (await attempt(attack, lab)) ?? (await brokenBy(lab));
    if (hole !== undefined) return finding(attack, 'got through', `${hole}. Fix: ${attack.fix}`);
    if (attack.needsTrust) lab.requireTrust();
    return finding(attack, 'withstands');
  } catch (error) {
    if (error instanceof NotJudged) return finding(attack, 'not judged', error.message);
    if (!lab.signal.aborted) throw error;
    return finding(attack, 'not judged', 'the run ended before');
  }
}

async function attempt(attack: Attack, lab: Laboratory): Promise<string | undefined> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await attack.run(lab);
    } catch (error) {
      if (!(error instanceof Undecided)) throw error;
      const hole = await brokenBy(lab);
      if (hole !== undefined) return hole;
      if (attempts === ATTEMPTS) throw error;
    }
  }
}

/** All that follows would be refused by an endpoint that answers nothing. */
async function brokenBy(lab: Laboratory): Promise<string | undefined> {
  if (lab.isBroken) throw new NotJudged('the endpoint does not answer since an earlier attack');
  lab.isBroken = !(await lab.isAlive());
  return lab.isBroken ? 'the endpoint answers nothing after it' : undefined;
}

function finding({ name }: Attack, verdict: Finding['verdict'], detail = ''): Finding {
  return { attack: name, verdict, detail };
}
