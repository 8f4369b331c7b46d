import { MisfitSimulator, misfitUpdate } from 'nestjs-misfit-notification/testing';

/** Notifications of one size, signed beforehand; each has a message id of its own. */
export interface Workload {
  readonly name: string;
  readonly certificateUrl: string;
  readonly certificate: string;
  readonly topicArn: string;
  readonly bodies: readonly string[];
}

export interface WorkloadSize {
  readonly name: string;
  readonly updates: number;
  readonly messages: number;
}

const RESOURCES = ['goals', 'sessions', 'sleeps', 'profiles', 'devices'] as const;

export async function createWorkload(size: WorkloadSize): Promise<Workload> {
  const simulator = new MisfitSimulator();
  const first = simulator.notification([]);
  const certificate = await simulator.fetch(first.SigningCertURL);
  return {
    name: size.name,
    certificateUrl: first.SigningCertURL,
    certificate: await certificate.text(),
    topicArn: simulator.topicArn,
    bodies: Array.from({ length: size.messages }, () =>
      JSON.stringify(simulator.notification(updates(size.updates)), null, 2),
    ),
  };
}

function updates(count: number) {
  return Array.from({ length: count }, (_, index) =>
    misfitUpdate(`${RESOURCES[index % RESOURCES.length] ?? 'goals'}.updated`),
  );
}
