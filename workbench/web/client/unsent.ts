/** What was written on this device and is not with the house yet: kept in IndexedDB until it is answered. */

export interface Unsent {
  /** Place in the queue; the store gives it. */
  order?: number;
  person: string;
  visit: string;
  /** Where it goes, and under which key: repeated until answered, done once. */
  url: string;
  key: string;
  fields: Record<string, string>;
  photo?: Blob;
  name?: string;
  /** Sent at least once, so that it may have been done already and must not change under its key. */
  tried: boolean;
  refused?: string;
  /** The house has it; it stays until the page kept for offline shows it, too. */
  done?: boolean;
}

const STORE = "unsent";

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
  });
}

function finished(work: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    work.oncomplete = () => resolve();
    work.onabort = work.onerror = () => reject(work.error ?? new Error("IndexedDB"));
  });
}

export class UnsentStore {
  private constructor(private readonly base: IDBDatabase) {}

  static async open(): Promise<UnsentStore> {
    const request = indexedDB.open("visits", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "order", autoIncrement: true });
    return new UnsentStore(await answered(request));
  }

  /** Everything of one person, oldest first. */
  async all(person: string): Promise<Unsent[]> {
    const rows = await answered(this.base.transaction(STORE).objectStore(STORE).getAll() as IDBRequest<Unsent[]>);
    return rows.filter((row) => row.person === person);
  }

  /** Adds or changes one; resolves when the device has it. Returns its place. */
  async put(row: Unsent): Promise<number> {
    const work = this.base.transaction(STORE, "readwrite", { durability: "strict" });
    const order = await answered(work.objectStore(STORE).put(row) as IDBRequest<number>);
    await finished(work);
    return order;
  }

  /**
   * Changes the latest untried entry for the same place, or adds one. In one transaction: sending may take a row at any moment,
   * and a row that may have been done must not change under its key.
   */
  async replace(row: Unsent): Promise<void> {
    const work = this.base.transaction(STORE, "readwrite", { durability: "strict" });
    const store = work.objectStore(STORE);
    const rows = await answered(store.getAll() as IDBRequest<Unsent[]>);
    const same = rows.filter((one) => !one.photo && one.person === row.person && one.visit === row.visit && one.fields.item === row.fields.item).at(-1);
    if (same && !same.tried) store.put({ ...row, order: same.order });
    else store.put(row);
    await finished(work);
  }

  /** Marks a row as tried and returns it as it is then; none when it is gone. */
  async take(order: number): Promise<Unsent | null> {
    const work = this.base.transaction(STORE, "readwrite", { durability: "strict" });
    const store = work.objectStore(STORE);
    const row = (await answered(store.get(order))) as Unsent | undefined;
    if (row) store.put({ ...row, tried: true });
    await finished(work);
    return row ?? null;
  }

  async drop(order: number): Promise<void> {
    const work = this.base.transaction(STORE, "readwrite", { durability: "strict" });
    work.objectStore(STORE).delete(order);
    await finished(work);
  }
}
