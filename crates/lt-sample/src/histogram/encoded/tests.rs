use super::*;
use hdrhistogram::serialization::{Deserializer, Serializer, V2DeflateSerializer};
use proptest::collection::vec;
use proptest::prelude::{any, prop_assert, prop_assert_eq, prop_oneof, proptest};

fn histogram(values: &[u64]) -> Histogram {
    let mut histogram = Histogram::new();
    values.iter().for_each(|value| histogram.record(*value));
    histogram
}

fn values() -> impl proptest::strategy::Strategy<Value = Vec<u64>> {
    vec(
        prop_oneof![9 => 0..5_000_u64, 9 => 0..10_000_000_u64, 1 => any::<u64>()],
        1..50,
    )
}

proptest! {
    #[test]
    fn what_is_encoded_is_decoded(values in values()) {
        let histogram = histogram(&values);
        prop_assert_eq!(Histogram::decode(&histogram.encode()).unwrap(), histogram);
    }

    #[test]
    fn a_varint_is_read_as_it_was_written(value in any::<u64>()) {
        let mut bytes = Vec::new();
        write_varint(&mut bytes, value);
        let mut counts = Counts::new();
        for byte in &bytes[..bytes.len() - 1] {
            counts.read(&[*byte]).unwrap();
        }
        prop_assert_eq!(counts.varint | u64::from(bytes[bytes.len() - 1]) << (7 * counts.place), value);
    }

    #[test]
    fn no_text_makes_the_decoder_panic(bytes in vec(any::<u8>(), 0..200), n in any::<u64>()) {
        let encoded = Encoded { hist: STANDARD.encode(bytes), min: n, max: n, sum: 1, sum_sq: 1 };
        prop_assert!(Histogram::decode(&encoded).is_err());
    }

    #[test]
    fn no_counts_behind_a_true_header_make_the_decoder_panic(counts in vec(any::<u8>(), 0..60), n in any::<u64>()) {
        let mut plain = plain_of(&histogram(&[n]));
        plain.truncate(HEADER);
        plain[4..8].copy_from_slice(&u32::try_from(counts.len()).unwrap().to_be_bytes());
        plain.extend_from_slice(&counts);
        drop(Histogram::decode(&encoded_of(&plain)));
    }
}

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(32))]

    #[test]
    fn hdrhistogram_reads_and_writes_the_same(values in values()) {
        let ours = histogram(&values);
        let bytes = STANDARD.decode(ours.encode().hist).unwrap();
        let theirs: hdrhistogram::Histogram<u64> = Deserializer::new().deserialize(&mut &bytes[..]).unwrap();
        let counts = theirs.iter_recorded().map(|step| (theirs.lowest_equivalent(step.value_iterated_to()), step.count_at_value()));
        prop_assert!(counts.eq(ours.buckets_from_below()));
        let mut written = Vec::new();
        V2DeflateSerializer::new().serialize(&theirs, &mut written).unwrap();
        prop_assert_eq!(Histogram::decode(&Encoded { hist: STANDARD.encode(written), ..ours.encode() }).unwrap(), ours);
    }
}

fn plain_of(histogram: &Histogram) -> Vec<u8> {
    let bytes = STANDARD.decode(histogram.encode().hist).unwrap();
    let mut plain = Vec::new();
    ZlibDecoder::new(&bytes[8..])
        .read_to_end(&mut plain)
        .unwrap();
    plain
}

fn encoded_of(plain: &[u8]) -> Encoded {
    Encoded {
        hist: STANDARD.encode(deflate(plain)),
        ..histogram(&[1]).encode()
    }
}

#[test]
fn a_length_that_is_not_there_is_refused_before_memory_is_taken() {
    let mut plain = plain_of(&histogram(&[1]));
    plain[4..8].copy_from_slice(&u32::MAX.to_be_bytes());
    assert!(matches!(
        Histogram::decode(&encoded_of(&plain)),
        Err(DecodeError::NotV2)
    ));
}

#[test]
fn empty_buckets_that_no_encoder_would_write_are_refused_at_once() {
    let honest = plain_of(&histogram(&[1]));
    for empty in [&[0][..], &[1], &[0x80, 0], &[0x81, 0], &[0, 1], &[1, 0]] {
        let mut plain = honest[..HEADER].to_vec();
        let counts = empty.repeat(400_000);
        plain[4..8].copy_from_slice(&u32::try_from(counts.len()).unwrap().to_be_bytes());
        plain.extend_from_slice(&counts);
        let mut encoded = encoded_of(&plain);
        // What lies beyond the first piece is not even there.
        encoded.hist.truncate(encoded.hist.len() / 2 / 4 * 4);
        assert!(
            matches!(Histogram::decode(&encoded), Err(DecodeError::NotV2)),
            "{empty:?}"
        );
    }
}

#[test]
fn a_histogram_that_was_damaged_on_the_way_is_refused() {
    let honest = histogram(&[1, 20, 300]).encode();
    let mut bytes = STANDARD.decode(&honest.hist).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    let damaged = Encoded {
        hist: STANDARD.encode(bytes),
        ..honest
    };
    assert!(matches!(
        Histogram::decode(&damaged),
        Err(DecodeError::Deflate(_))
    ));
}

#[test]
fn counts_beyond_the_wire_form_are_written_as_the_largest_it_has() {
    let mut all = histogram(&[1]);
    for _ in 0..70 {
        let same = all.clone();
        all.add(&same);
    }
    assert_eq!(all.count(), u64::MAX);
    all.record(1);
    let mut counts = Counts::new();
    counts.read(&all.counts()).unwrap();
    assert_eq!(counts.finish().unwrap().count(), u64::MAX / 2);
}

#[test]
fn moments_that_cannot_belong_to_the_counts_are_refused() {
    let mut histogram = Histogram::<11>::new();
    (1..=100).for_each(|value| histogram.record(value * 1000));
    let honest = histogram.encode();
    for wrong in [
        Encoded {
            min: 5,
            ..honest.clone()
        },
        Encoded {
            max: 90_000,
            ..honest.clone()
        },
        Encoded {
            sum: 1,
            ..honest.clone()
        },
        Encoded {
            sum_sq: u128::MAX,
            ..honest.clone()
        },
    ] {
        assert!(matches!(
            Histogram::decode(&wrong),
            Err(DecodeError::Contradiction)
        ));
    }
    let other = hdrhistogram::Histogram::<u64>::new(2).unwrap();
    let mut bytes = Vec::new();
    V2DeflateSerializer::new()
        .serialize(&other, &mut bytes)
        .unwrap();
    let coarse = Encoded {
        hist: STANDARD.encode(bytes),
        ..honest
    };
    assert!(matches!(
        Histogram::decode(&coarse),
        Err(DecodeError::Resolution { digits: 2, .. })
    ));
}
