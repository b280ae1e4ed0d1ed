import { useTexts } from "../../texts.tsx";
import { ByCode } from "./by-code.tsx";

/** Behind the link that the server prints at its first start: makes the owner. */
export function Owner() {
  const { door } = useTexts();
  return (
    <ByCode
      how="owner"
      title={door.ownerTitle}
      explain={door.ownerExplain}
      codeHint={door.ownerCodeHint}
      submit={door.ownerSubmit}
      below={
        <>
          <p>{door.ownHint}</p>
          <p>{door.later}</p>
        </>
      }
      next="/welcome"
    />
  );
}
