import { Hangings } from "@/components/store/hangings";
import { RoomRequests } from "@/components/store/room-requests";
import { RoomTimeline } from "@/components/store/room-timeline";
import { Today } from "@/components/store/today";

export default function Page() {
  const urgent = (
    <>
      <RoomRequests />
      <Hangings />
    </>
  );
  return <Today urgent={urgent} rooms={<RoomTimeline />} />;
}
