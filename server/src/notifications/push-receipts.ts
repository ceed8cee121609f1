import type { Clock } from '../ports/clock';
import type { PushDriver } from '../ports/push';
import type { PushSubscriptionRepository } from '../repositories/push-subscriptions';

/** Devices that one request asks about. */
const PAGE = 300;

export interface PushReceiptOptions {
  drivers: PushDriver[];
  subscriptions: PushSubscriptionRepository;
  clock: Clock;
}

/**
 * Asks those push services that say only later what became of a message, and forgets devices that are gone. Each message
 * is asked about once: what a service does not know by then it may say of the next one.
 */
export const createPushReceipts = ({ drivers, subscriptions, clock }: PushReceiptOptions) => {
  const checkPage = async (driver: Required<PushDriver>, now: Date): Promise<number> => {
    const asked = await subscriptions.withDueReceipt(driver.name, now, PAGE);
    if (asked.length === 0) return 0;
    const gone = new Set(await driver.goneByReceipt(asked.map(({ receiptId }) => receiptId)));
    await subscriptions.removeGone(asked.filter(({ receiptId }) => gone.has(receiptId)));
    await subscriptions.forgetReceipts(asked);
    return asked.length;
  };

  return {
    /** @throws whatever the push service says; the receipts are then asked for at the next call */
    async check(): Promise<void> {
      const now = clock.now();
      for (const driver of drivers) {
        const { goneByReceipt } = driver;
        if (!goneByReceipt) continue;
        while ((await checkPage({ ...driver, goneByReceipt }, now)) === PAGE);
      }
    },
  };
};

export type PushReceipts = ReturnType<typeof createPushReceipts>;
