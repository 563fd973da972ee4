use datasketches::cpc::{CpcSketch, CpcUnion};
use datasketches::hash::value::raw_bytes;

/// Bit of byte 5 that says that the sketch was never merged and estimates from its history.
const HAS_HIP: u8 = 1 << 2;
const FLAGS: usize = 5;

fn text(error: datasketches::error::Error) -> String {
    error.to_string()
}

/// The sketch in `bytes`. A sketch without items that was never merged is made anew: its stored form leaves out the
/// register that the estimate starts from.
fn read(bytes: &[u8]) -> Result<CpcSketch, String> {
    let sketch = CpcSketch::deserialize(bytes).map_err(text)?;
    if sketch.is_empty() && bytes[FLAGS] & HAS_HIP != 0 {
        return CpcSketch::new(sketch.lg_k()).map_err(text);
    }
    Ok(sketch)
}

/// Takes four bytes of length and that many bytes off the front.
fn take_prefixed<'a>(bytes: &mut &'a [u8]) -> Result<&'a [u8], String> {
    let cut = || "The input ends in the middle of an item.".to_owned();
    let (length, rest) = bytes.split_first_chunk::<4>().ok_or_else(cut)?;
    let (item, rest) = rest
        .split_at_checked(u32::from_le_bytes(*length) as usize)
        .ok_or_else(cut)?;
    *bytes = rest;
    Ok(item)
}

pub fn update(lg_k: u8, sketch: &[u8], items: &[u8], item_width: usize) -> Result<Vec<u8>, String> {
    let mut sketch = if sketch.is_empty() {
        CpcSketch::new(lg_k).map_err(text)?
    } else {
        read(sketch)?
    };
    if item_width == 8 {
        let (items, rest) = items.as_chunks::<8>();
        if !rest.is_empty() {
            return Err("The items are not a multiple of eight bytes.".to_owned());
        }
        for item in items {
            sketch.update(raw_bytes::from_slice(item));
        }
    } else {
        let mut rest = items;
        while !rest.is_empty() {
            sketch.update(raw_bytes::from_slice(take_prefixed(&mut rest)?));
        }
    }
    Ok(sketch.serialize())
}

pub fn union(lg_k: u8, mut sketches: &[u8]) -> Result<Vec<u8>, String> {
    let mut union = CpcUnion::new(lg_k).map_err(text)?;
    while !sketches.is_empty() {
        let sketch = read(take_prefixed(&mut sketches)?)?;
        union.update(&sketch).map_err(text)?;
    }
    let result = union.to_sketch();
    let mut bytes = result.serialize();
    if result.is_empty() {
        bytes[FLAGS] &= !HAS_HIP;
    }
    Ok(bytes)
}

pub fn estimate(sketch: &[u8]) -> Result<f64, String> {
    Ok(read(sketch)?.estimate())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn longs(range: std::ops::Range<u64>) -> Vec<u8> {
        range.flat_map(u64::to_le_bytes).collect()
    }

    fn prefixed(parts: &[&[u8]]) -> Vec<u8> {
        parts
            .iter()
            .flat_map(|part| [&(part.len() as u32).to_le_bytes(), *part].concat())
            .collect()
    }

    #[test]
    fn batches_do_not_show_in_the_bytes() {
        for lg_k in [4, 8, 12] {
            for n in [0u64, 1, 20, 300, 5_000, 60_000] {
                let whole = update(lg_k, &[], &longs(0..n), 8).unwrap();
                let first = update(lg_k, &[], &longs(0..n / 3), 8).unwrap();
                let second = update(lg_k, &first, &longs(n / 3..n), 8).unwrap();
                assert_eq!(whole, second, "lg_k {lg_k}, n {n}");
            }
        }
    }

    #[test]
    fn a_union_does_not_depend_on_how_it_is_grouped() {
        let parts: Vec<Vec<u8>> = (0..6)
            .map(|i| update(8, &[], &longs(i * 50..i * 150), 8).unwrap())
            .collect();
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let at_once = union(8, &prefixed(&parts)).unwrap();
        let one_by_one = parts[1..].iter().fold(parts[0].to_vec(), |left, right| {
            union(8, &prefixed(&[&left, right])).unwrap()
        });
        assert_eq!(at_once, one_by_one);
    }

    #[test]
    fn an_empty_union_counts_as_merged() {
        let empty = update(8, &[], &[], 8).unwrap();
        let merged = union(8, &prefixed(&[&empty])).unwrap();
        assert_ne!(empty, merged);
        assert_eq!(estimate(&merged).unwrap(), 0.0);
        let after = update(8, &merged, &longs(0..2), 8).unwrap();
        let plain = update(8, &[], &longs(0..2), 8).unwrap();
        assert_eq!(after, union(8, &prefixed(&[&plain])).unwrap());
    }

    #[test]
    fn broken_input_is_an_error() {
        assert!(estimate(&[1, 2, 3]).is_err());
        assert!(update(3, &[], &[], 8).is_err());
        assert!(update(8, &[], &[1, 2, 3], 8).is_err());
        assert!(update(8, &[], &[9, 0, 0, 0, 1], 0).is_err());
    }
}
