import type { XmlElement } from "./read-xml.ts";

/**
 * The part of MusicXML 4.0's schema that a lead sheet needs, written down from the specification: for each element its children in
 * their order (as a regular expression over their names), or what its text may be; and its attributes.
 */
const STEP = /^[A-G]$/;
const ALTER = /^-?\d(\.\d+)?$/;
const POSITIVE = /^[1-9]\d*(\.\d+)?$/;
const COUNT = /^[1-9]\d*$/;
const ANY = /./s;
const NUMBER = /^-?\d+(\.\d+)?$/;
const EMPTY = /^$/;
const KIND =
  /^(major|minor|augmented|diminished|dominant|(major|minor|diminished|augmented)-seventh|half-diminished|major-minor|(major|minor)-sixth|(dominant|major|minor)-(ninth|11th|13th)|suspended-(second|fourth)|power|none|other)$/;
const MODE = /^(major|minor|dorian|phrygian|lydian|mixolydian|aeolian|ionian|locrian|none)$/;
const YES_NO = /^(yes|no)$/;

type Rule = { children?: RegExp; text?: RegExp; attributes?: Record<string, RegExp>; required?: string[] };

const SCHEMA: Record<string, Rule> = {
  "score-partwise": {
    children: /^(work )?(identification )?part-list (part )+$/,
    attributes: { version: /^4\.0$/ },
    required: ["version"],
  },
  work: { children: /^(work-number )?(work-title )?$/ },
  "work-title": { text: ANY },
  identification: { children: /^(creator )*(rights )*(encoding )?$/ },
  creator: { text: ANY, attributes: { type: ANY } },
  encoding: { children: /^(software )*$/ },
  software: { text: ANY },
  "part-list": { children: /^(score-part )+$/ },
  "score-part": { children: /^part-name $/, attributes: { id: /^[A-Za-z_][\w.-]*$/ }, required: ["id"] },
  "part-name": { text: ANY },
  part: { children: /^(measure )+$/, attributes: { id: ANY }, required: ["id"] },
  measure: {
    children: /^((note|backup|forward|direction|attributes|harmony) )*$/,
    attributes: { number: ANY },
    required: ["number"],
  },
  attributes: { children: /^(divisions )?(key )*(time )*(clef )*$/ },
  divisions: { text: POSITIVE },
  key: { children: /^fifths (mode )?$/ },
  fifths: { text: /^-?[0-7]$/ },
  mode: { text: MODE },
  time: { children: /^(beats beat-type )+$/ },
  beats: { text: COUNT },
  "beat-type": { text: COUNT },
  clef: { children: /^sign (line )?$/ },
  sign: { text: STEP },
  line: { text: COUNT },
  direction: {
    children: /^(direction-type )+(offset )?(sound )?$/,
    attributes: { placement: /^(above|below)$/ },
  },
  "direction-type": { children: /^((rehearsal )+|metronome )$/ },
  rehearsal: { text: ANY },
  metronome: { children: /^beat-unit per-minute $/ },
  "beat-unit": { text: /^(eighth|quarter|half|whole)$/ },
  "per-minute": { text: ANY },
  offset: { text: NUMBER, attributes: { sound: YES_NO } },
  sound: { text: EMPTY, attributes: { tempo: POSITIVE } },
  harmony: { children: /^root kind (bass )?(degree )*(offset )?$/ },
  root: { children: /^root-step (root-alter )?$/ },
  "root-step": { text: STEP, attributes: { text: /^/ } },
  "root-alter": { text: ALTER },
  kind: { text: KIND, attributes: { text: /^/ } },
  bass: { children: /^bass-step (bass-alter )?$/ },
  "bass-step": { text: STEP },
  "bass-alter": { text: ALTER },
  degree: { children: /^degree-value degree-alter degree-type $/, attributes: { "print-object": YES_NO } },
  "degree-value": { text: COUNT },
  "degree-alter": { text: ALTER },
  "degree-type": { text: /^(add|alter|subtract)$/ },
  note: { children: /^rest duration $/ },
  rest: { text: EMPTY, attributes: { measure: YES_NO } },
  duration: { text: POSITIVE },
  backup: { children: /^duration $/ },
  forward: { children: /^duration $/ },
};

/** What is wrong with an element and those inside, as sentences. */
export function schemaErrors(element: XmlElement): string[] {
  const rule = SCHEMA[element.name];
  if (!rule) return [`<${element.name}> is not known.`];
  const errors: string[] = [];
  const names = element.children.map(({ name }) => `${name} `).join("");
  if (rule.children && (!rule.children.test(names) || element.text.trim() !== "")) {
    errors.push(`<${element.name}> holds ${names}${element.text.trim()}`);
  }
  if (rule.text && (element.children.length > 0 || !rule.text.test(element.text))) {
    errors.push(`<${element.name}> says ${element.text}`);
  }
  for (const [name, value] of Object.entries(element.attributes)) {
    if (!rule.attributes?.[name]?.test(value)) errors.push(`<${element.name} ${name}="${value}">`);
  }
  for (const name of rule.required ?? []) {
    if (!(name in element.attributes)) errors.push(`<${element.name}> lacks ${name}`);
  }
  return [...errors, ...element.children.flatMap(schemaErrors)];
}
