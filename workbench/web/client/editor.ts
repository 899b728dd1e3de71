/** <clause-editor>: plain clause text over a textarea that works without it. Loaded only by pages that have one. */

import { baseKeymap } from "prosemirror-commands";
import { history, redo, undo } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { Fragment, Schema, Slice, type Node as PmNode } from "prosemirror-model";
import { type Command, EditorState, TextSelection, type Transaction } from "prosemirror-state";
import { EditorView } from "prosemirror-view";

import { lacksCell, normalise, pastedParagraphs } from "./clausetext.js";

const schema = new Schema({
  nodes: {
    doc: { content: "paragraph+" },
    paragraph: { content: "text*", toDOM: () => ["p", 0], parseDOM: [{ tag: "p" }] },
    text: {},
  },
});

const paragraph = (line: string): PmNode => schema.node("paragraph", null, line === "" ? [] : [schema.text(line)]);

export function toDoc(text: string): PmNode {
  return schema.node("doc", null, normalise(text).split("\n").map(paragraph));
}

export function toText(doc: PmNode): string {
  return normalise(doc.content.content.map((node) => node.textContent).join("\n"));
}

/** Tab goes on to the next cell at the end of an unfinished row of a table; anywhere else it leaves the editor, as ever. */
const nextCell: Command = ({ selection, tr }, dispatch) => {
  const { $from, empty } = selection;
  const row = $from.index(0);
  const atEnd = empty && row > 0 && $from.parentOffset === $from.parent.content.size;
  if (!atEnd || !lacksCell($from.parent.textContent, $from.node(0).child(row - 1).textContent)) return false;
  dispatch?.(tr.insertText("\t").scrollIntoView());
  return true;
};

/** After the end of a composition the browser's last changes still have to be read. */
const AFTER_COMPOSITION = 60;

export class ClauseEditor extends HTMLElement {
  private view: EditorView | null = null;
  private composing = false;
  private inbound: string | null = null;

  get textarea(): HTMLTextAreaElement | null {
    return this.querySelector<HTMLTextAreaElement>("textarea");
  }

  get text(): string {
    return this.view ? toText(this.view.state.doc) : (this.textarea?.value ?? "");
  }

  connectedCallback(): void {
    const textarea = this.textarea;
    if (!textarea || this.view) return;
    const caret = document.activeElement === textarea ? textarea.selectionStart : null;
    const mount = document.createElement("div");
    mount.className = "clause-editor-mount";
    mount.setAttribute("data-own", "");
    textarea.after(mount);
    this.view = this.makeView(mount, textarea);
    textarea.hidden = true;
    this.listen(textarea, this.view);
    if (caret !== null) this.goOn(textarea.value.slice(0, caret), this.view);
  }

  disconnectedCallback(): void {
    this.view?.destroy();
    this.view = null;
    this.querySelector(".clause-editor-mount")?.remove();
    if (this.textarea) this.textarea.hidden = false;
  }

  /** Puts in another text; during a composition it waits for its end. */
  replace(text: string): void {
    if (this.composing) {
      this.inbound = text;
      return;
    }
    const view = this.view;
    if (!view || text === this.text) return;
    const { doc } = view.state;
    const change = view.state.tr.replaceWith(0, doc.content.size, toDoc(text).content);
    const place = Math.min(view.state.selection.from, change.doc.content.size);
    view.dispatch(change.setSelection(TextSelection.near(change.doc.resolve(place))));
  }

  /** Who began to write before this was loaded goes on at the same place. */
  private goOn(before: string, view: EditorView): void {
    const place = before.length + before.split("\n").length; // each paragraph adds its beginning, each end of one another
    view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(Math.min(place, view.state.doc.content.size)))));
    view.focus();
  }

  private makeView(mount: HTMLElement, textarea: HTMLTextAreaElement): EditorView {
    const keys = { "Mod-z": undo, "Mod-y": redo, "Shift-Mod-z": redo, Tab: nextCell };
    const plugins = [history(), keymap(keys), keymap(baseKeymap)];
    const view = new EditorView(
      { mount },
      {
        state: EditorState.create({ schema, doc: toDoc(textarea.value), plugins }),
        editable: () => !textarea.readOnly && !textarea.disabled,
        attributes: attributesFor(textarea),
        dispatchTransaction: (transaction) => this.dispatched(transaction),
        clipboardTextSerializer: (slice) => slice.content.textBetween(0, slice.content.size, "\n"),
        handlePaste: (_view, event) => this.paste(event.clipboardData),
        handleDrop: (_view, event, _slice, moved) => !moved && this.paste(event.dataTransfer),
      },
    );
    view.dom.style.setProperty("white-space", "break-spaces"); // ProseMirror needs it to keep typed spaces
    return view;
  }

  private listen(textarea: HTMLTextAreaElement, view: EditorView): void {
    view.dom.addEventListener("compositionstart", () => (this.composing = true));
    view.dom.addEventListener("compositionend", () => setTimeout(() => this.composed(), AFTER_COMPOSITION));
    textarea.addEventListener("input", () => this.replace(textarea.value));
    textarea.form?.addEventListener("reset", () => setTimeout(() => this.replace(textarea.value), 0));
    for (const label of textarea.labels ?? []) label.addEventListener("click", () => view.focus());
    for (const [name, command] of [["undo", undo], ["redo", redo]] as const) {
      textarea.form?.querySelector(`[data-${name}]`)?.addEventListener("click", () => {
        command(view.state, view.dispatch);
        view.focus();
      });
    }
  }

  private dispatched(transaction: Transaction): void {
    const view = this.view;
    if (!view) return;
    view.updateState(view.state.apply(transaction));
    if (transaction.docChanged && !this.composing) this.changed();
  }

  private composed(): void {
    if (this.view?.composing) return; // the next composition has begun
    this.composing = false;
    this.changed();
    const text = this.inbound;
    this.inbound = null;
    if (text !== null) this.dispatchEvent(new CustomEvent("waited", { detail: text }));
  }

  /** Unfinished pinyin never leaves: the textarea, the draft and the save see whole words only. */
  private changed(): void {
    const textarea = this.textarea;
    if (!textarea || textarea.value === this.text) return;
    textarea.value = this.text;
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
  }

  private paste(data: DataTransfer | null): boolean {
    const lines = pastedParagraphs(data?.getData("text/plain") ?? "");
    const view = this.view;
    if (!view || lines.length === 0) return true;
    const slice = new Slice(Fragment.from(lines.map(paragraph)), 1, 1);
    view.dispatch(view.state.tr.replaceSelection(slice).scrollIntoView().setMeta("paste", true));
    return true;
  }
}

function attributesFor(textarea: HTMLTextAreaElement): Record<string, string> {
  const label = textarea.labels?.[0];
  if (label && !label.id) label.id = `${textarea.id || textarea.name}-label`;
  const attributes: Record<string, string> = { role: "textbox", "aria-multiline": "true", spellcheck: "false", class: "agr" };
  if (label) attributes["aria-labelledby"] = label.id;
  const name = textarea.getAttribute("aria-label");
  if (name) attributes["aria-label"] = name;
  const description = textarea.getAttribute("aria-describedby");
  if (description) attributes["aria-describedby"] = description;
  return attributes;
}
